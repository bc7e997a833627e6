import { type ArnScope, arnOf, bucketArn, parseArn } from '../../aws/arn.ts';
import type { Configuration, RoleProfile, Trigger } from '../../config/configuration.ts';
import { destinationArns } from '../../config/functions/asynchronous-settings.ts';
import type { IdentityStatement } from '../../config/read/policy-files.ts';

/** The policies of a role profile. */
export interface ProfilePolicies {
  /** AWS's managed policies, by path. */
  readonly managed: readonly string[];
  /** Statements on the configured resources. */
  readonly statements: readonly IdentityStatement[];
}

const LOGS = 'service-role/AWSLambdaBasicExecutionRole';

/**
 * AWS's managed policies for reading a queue, a stream or a bucket grant access to all of the account. They are used only
 * if the trigger does not have what the profile is for, so that it is not known.
 */
const readAny = {
  queue: 'service-role/AWSLambdaSQSQueueExecutionRole',
  kinesis: 'service-role/AWSLambdaKinesisExecutionRole',
  dynamodb: 'service-role/AWSLambdaDynamoDBExecutionRole',
  bucket: 'AmazonS3ReadOnlyAccess',
} as const;

/**
 * The policies of a profile: on the resources of the trigger, as far as it has them. No profile grants full access to a
 * service.
 */
export function policiesOfProfile(profile: RoleProfile, trigger: Trigger, scope: ArnScope): ProfilePolicies {
  const parts = partsOf(profile).map((part) => policiesOf(part, trigger, scope));
  return {
    managed: [LOGS, ...parts.flatMap(({ managed }) => managed)],
    statements: parts.flatMap(({ statements }) => statements),
  };
}

/** What a profile grants besides writing logs. */
type Part = keyof typeof readAny | 'written bucket';

function partsOf(profile: RoleProfile): Part[] {
  switch (profile) {
    case 'basic':
    case 'eventbridge':
    case 'sns':
    case 'alb':
      return [];
    case 's3-read':
      return ['bucket'];
    case 's3':
      return ['bucket', 'written bucket'];
    case 's3-sqs':
      return ['queue', 'bucket'];
    case 'sqs':
      return ['queue'];
    case 'kinesis':
    case 'dynamodb':
      return [profile];
  }
}

function policiesOf(part: Part, trigger: Trigger, scope: ArnScope): ProfilePolicies {
  const statements = statementsOf(part, trigger, scope);
  if (statements !== undefined) return { managed: [], statements };
  return { managed: part === 'written bucket' ? [] : [readAny[part]], statements: [] };
}

/** The statements on a resource of the trigger; undefined if it has none of this kind. */
function statementsOf(part: Part, trigger: Trigger, scope: ArnScope): IdentityStatement[] | undefined {
  switch (part) {
    case 'queue':
      return 'queue' in trigger ? [allow('ReadQueue', readQueue, arnOf(scope, 'sqs', trigger.queue.name))] : undefined;
    case 'kinesis':
      return trigger.type === 'kinesis' ? [allow('ReadStream', readKinesis, trigger.stream.arn)] : undefined;
    case 'dynamodb':
      return trigger.type === 'dynamodb' ? [allow('ReadTableStream', readDynamodb, trigger.stream.arn)] : undefined;
    case 'bucket': {
      if (!('bucket' in trigger)) return undefined;
      const bucket = bucketArn(scope, trigger.bucket);
      return [allow('ListBucket', 's3:ListBucket', bucket), allow('ReadObjects', 's3:GetObject*', `${bucket}/*`)];
    }
    case 'written bucket': {
      if (!('bucket' in trigger)) return undefined;
      return [allow('WriteObjects', ['s3:PutObject', 's3:DeleteObject'], `${bucketArn(scope, trigger.bucket)}/*`)];
    }
  }
}

// What Lambda requires to read a source:
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html,
// https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html, https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
const readQueue = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const readKinesis = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:ListStreams',
  'kinesis:SubscribeToShard',
];
const readDynamodb = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** The managed policies without which Lambda rejects the function's settings. */
export function policiesOfSettings({ lambda }: Configuration): string[] {
  return [
    ...(lambda.vpc === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole']),
    ...(lambda.tracing === 'Active' ? ['AWSXRayDaemonWriteAccess'] : []),
    ...(lambda.durable === undefined ? [] : ['service-role/AWSLambdaBasicDurableExecutionRolePolicy']),
  ];
}

/** What the role needs to send records of failed events to where the configuration says. */
export function statementsOfSettings(configuration: Configuration, scope: ArnScope): IdentityStatement[] {
  return destinationArns(configuration, scope).flatMap((arn): IdentityStatement[] => {
    switch (parseArn(arn)?.service) {
      case 'sqs':
        return [allow('SendFailuresToQueue', 'sqs:SendMessage', arn)];
      case 'sns':
        return [allow('SendFailuresToTopic', 'sns:Publish', arn)];
      case 'lambda':
        return [allow('SendFailuresToFunction', 'lambda:InvokeFunction', arn)];
      case 'events':
        return [allow('SendFailuresToBus', 'events:PutEvents', arn)];
      default:
        return [
          allow('FindFailureBucket', 's3:ListBucket', arn),
          allow('SendFailuresToBucket', 's3:PutObject', `${arn}/*`),
        ];
    }
  });
}

function allow(sid: string, action: string | readonly string[], resource: string): IdentityStatement {
  return { Sid: sid, Effect: 'Allow', Action: action, Resource: resource };
}
