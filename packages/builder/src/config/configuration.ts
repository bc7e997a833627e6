import type { Problem } from './problem.ts';

/** What a project wants: read from its files, validated, with every default filled in. */
export interface Configuration {
  /** The value of the tag `alr:project` on all that is ours; what can't be tagged gets an id derived from it. */
  readonly project: string;
  /** The stage whose file was laid over the main one. */
  readonly stage: string | undefined;
  /** Absolute: the directory of the configuration file, to which the paths in it are relative. */
  readonly directory: string;
  readonly image: ImageSettings;
  readonly lambda: FunctionSettings;
  readonly role: RoleSettings;
  readonly trigger: Trigger;
  /** Days. */
  readonly logRetention: number;
  readonly aws: AwsSettings;
  /** What is odd, though not wrong: to be printed. */
  readonly warnings: readonly Problem[];
}

/** The image and how it is made. Paths are absolute. */
export interface ImageSettings {
  /** The ECR repository's name. */
  readonly repo: string;
  /** The handler, as the bootstrap takes it: the image's CMD. */
  readonly handler: string;
  readonly base: string;
  readonly dockerfile: string;
  /** Undefined: whichever is installed. */
  readonly engine: 'docker' | 'podman' | 'buildah' | 'finch' | undefined;
  /** Further options of the engine's build command. */
  readonly buildOptions: readonly string[];
  /** A Dockerfile to build on top of the function's image. */
  readonly overlay: string | undefined;
  /** The image from `Dockerfile.platform`, in place of `base`. */
  readonly platformImage: string | undefined;
}

/** The function's settings, in Lambda's units. */
export interface FunctionSettings {
  readonly name: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memory: number;
  /** Reserved concurrency; undefined: none reserved. */
  readonly concurrency: number | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  /** MB. */
  readonly ephemeralStorage: number;
  /** The function's environment: that of `lambda.environment_file`, with `lambda.environment` over it. May hold secrets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logFormat: 'Text' | 'JSON';
  readonly vpc: VpcSettings | undefined;
  /** SnapStart on published versions; there is an alias then. */
  readonly snapStart: boolean;
  /** The user's tags, for everything that is made; `alr:project` comes on top. */
  readonly tags: Readonly<Record<string, string>>;
  /** Where it is set, each deployment publishes a version, and this alias, which the trigger invokes, points at it. */
  readonly alias: string | undefined;
}

/** Where in a VPC the function is attached: at least one of each. */
export interface VpcSettings {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** The role that the function runs as, and what it may do. */
export interface RoleSettings {
  readonly name: string;
  readonly profile: RoleProfile | undefined;
  /** Absolute. May not exist. */
  readonly policiesFile: string;
  /** Absolute. */
  readonly customPoliciesFile: string | undefined;
}

/** A named list of policies. */
export type RoleProfile =
  | 'basic'
  | 's3-read'
  | 's3-sqs'
  | 's3'
  | 'eventbridge'
  | 'sns'
  | 'sqs'
  | 'alb'
  | 'kinesis'
  | 'dynamodb';

/** Where to deploy; what is undefined is as the AWS SDK finds it. */
export interface AwsSettings {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The only account to deploy to. */
  readonly account: string | undefined;
}

/** What invokes the function. */
export type Trigger =
  | S3SqsTrigger
  | S3DirectTrigger
  | EventBridgeTrigger
  | SnsTrigger
  | SnsSqsTrigger
  | SqsTrigger
  | AlbTrigger
  | UrlTrigger
  | KinesisTrigger
  | DynamoDBTrigger
  | NoTrigger;

/** The bucket whose events are handled. */
export interface BucketSettings {
  readonly bucket: string;
  /** Whether a missing bucket is made; none is ever deleted. */
  readonly createBucket: boolean;
  readonly prefix: string | undefined;
  /** With the `s3:` prefix, as a notification configuration has them. */
  readonly events: readonly string[];
}

/** A queue, its dead-letter queue, and how the function reads it. Times are in seconds. */
export interface QueueSettings {
  readonly name: string;
  readonly batchSize: number;
  readonly batchWindow: number;
  /** The mapping's MaximumConcurrency; undefined: not limited. */
  readonly maximumConcurrency: number | undefined;
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly receiveCount: number;
  readonly dlq: { readonly name: string; readonly retention: number };
  readonly partialBatchResponse: boolean;
}

/** A stream and how the function reads it. */
export interface StreamSettings {
  readonly arn: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchWindow: number;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  readonly bisect: boolean;
  /** Undefined: until the records expire. */
  readonly retries: number | undefined;
  readonly partialBatchResponse: boolean;
}

/** Who may call a function URL from a page of another origin. */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/** A bucket's events through a queue. */
export interface S3SqsTrigger extends BucketSettings {
  readonly type: 's3-sqs';
  readonly queue: QueueSettings;
}

/** A bucket's events, directly. */
export interface S3DirectTrigger extends BucketSettings {
  readonly type: 's3-direct';
}

/** A schedule. */
export interface EventBridgeTrigger {
  readonly type: 'eventbridge';
  readonly schedule: string;
  readonly ruleName: string;
  readonly ruleState: 'ENABLED' | 'DISABLED';
}

/** A topic, directly. */
export interface SnsTrigger {
  readonly type: 'sns';
  readonly topicName: string;
}

/** A topic through a queue. */
export interface SnsSqsTrigger {
  readonly type: 'sns-sqs';
  readonly topicName: string;
  readonly queue: QueueSettings;
}

/** A queue. */
export interface SqsTrigger {
  readonly type: 'sqs';
  readonly queue: QueueSettings;
}

/** A rule of an Application Load Balancer's listener. */
export interface AlbTrigger {
  readonly type: 'alb';
  readonly listenerArn: string;
  readonly path: string;
  readonly priority: number;
}

/** A function URL. */
export interface UrlTrigger {
  readonly type: 'url';
  readonly authType: 'AWS_IAM' | 'NONE';
  readonly invokeMode: 'RESPONSE_STREAM' | 'BUFFERED';
  /** Undefined where no origin is allowed. */
  readonly cors: CorsSettings | undefined;
}

/** A Kinesis stream. */
export interface KinesisTrigger {
  readonly type: 'kinesis';
  readonly stream: StreamSettings;
}

/** A DynamoDB table's stream. */
export interface DynamoDBTrigger {
  readonly type: 'dynamodb';
  readonly stream: StreamSettings;
}

/** Nothing: whoever may, invokes the function. */
export interface NoTrigger {
  readonly type: 'none';
}
