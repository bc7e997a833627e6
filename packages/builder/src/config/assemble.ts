import { resolve } from 'node:path';
import type {
  BucketSettings,
  Configuration,
  CorsSettings,
  QueueSettings,
  StreamSettings,
  Trigger,
  VpcSettings,
} from './configuration.ts';
import type { Settings } from './keys/keys.ts';
import { deadLetterQueueOf } from './validate/dead-letter-queue.ts';

/** What a configuration is made of besides its settings. */
export interface Overrides extends Pick<Configuration, 'stage' | 'directory' | 'warnings'> {
  /** What `lambda.environment_file` says. */
  readonly fileEnvironment: Readonly<Record<string, string>>;
}

/** Makes validated settings into the configuration: nests them, and adds the defaults that depend on other keys. */
export function assemble(settings: Settings, { fileEnvironment, ...surroundings }: Overrides): Configuration {
  const { directory } = surroundings;
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(directory, path));
  return {
    ...surroundings,
    project: settings.project ?? settings['lambda.name'],
    image: {
      repo: settings['image.repo'],
      handler: settings['image.handler'],
      base: settings['image.base'],
      dockerfile: resolve(directory, settings['image.dockerfile']),
      engine: settings['image.engine'],
      buildOptions: settings['image.build_options'],
      overlay: absolute(settings.overlay),
      platformImage: settings.platform_image,
    },
    lambda: {
      name: settings['lambda.name'],
      timeout: settings['lambda.timeout'],
      memory: settings['lambda.memory'],
      concurrency: settings['lambda.concurrency'],
      architecture: settings['lambda.architecture'],
      ephemeralStorage: settings['lambda.ephemeral_storage'],
      environment: { ...fileEnvironment, ...settings['lambda.environment'] },
      tracing: settings['lambda.tracing'],
      logFormat: settings['lambda.log_format'],
      vpc: vpc(settings),
      snapStart: settings['lambda.snap_start'],
      tags: settings['lambda.tags'],
      alias: settings['lambda.alias'],
    },
    role: {
      name: settings['role.name'],
      profile: settings['role.profile'],
      policiesFile: resolve(directory, settings['role.policies_file']),
      customPoliciesFile: absolute(settings['role.custom_policies_file']),
    },
    trigger: trigger(settings),
    logRetention: settings.log_retention,
    aws: { profile: settings['aws.profile'], region: settings['aws.region'], account: settings['aws.account'] },
  };
}

function vpc(settings: Settings): VpcSettings | undefined {
  const subnets = settings['lambda.vpc.subnets'];
  if (subnets.length === 0) return undefined;
  return { subnets, securityGroups: settings['lambda.vpc.security_groups'] };
}

function trigger(settings: Settings): Trigger {
  switch (settings['trigger.type']) {
    case 's3-sqs':
      return { type: 's3-sqs', ...bucket(settings), queue: queue(settings) };
    case 's3-direct':
      return { type: 's3-direct', ...bucket(settings) };
    case 'eventbridge':
      return {
        type: 'eventbridge',
        schedule: settings['trigger.schedule'],
        ruleName: settings['trigger.rule_name'],
        ruleState: settings['trigger.rule_state'],
      };
    case 'sns':
      return { type: 'sns', topicName: settings['trigger.topic_name'] };
    case 'sns-sqs':
      return { type: 'sns-sqs', topicName: settings['trigger.topic_name'], queue: queue(settings) };
    case 'sqs':
      return { type: 'sqs', queue: queue(settings) };
    case 'alb':
      return {
        type: 'alb',
        listenerArn: settings['trigger.listener_arn'],
        path: settings['trigger.path'],
        priority: settings['trigger.priority'],
      };
    case 'url':
      return {
        type: 'url',
        authType: settings['trigger.auth_type'],
        invokeMode: settings['trigger.invoke_mode'],
        cors: cors(settings),
      };
    case 'kinesis':
      return { type: 'kinesis', stream: stream(settings) };
    case 'dynamodb':
      return { type: 'dynamodb', stream: stream(settings) };
    case 'none':
      return { type: 'none' };
  }
}

function bucket(settings: Settings<'s3-sqs' | 's3-direct'>): BucketSettings {
  return {
    bucket: settings['trigger.bucket'],
    createBucket: settings['trigger.create_bucket'],
    prefix: settings['trigger.prefix'],
    events: settings['trigger.event'],
  };
}

function queue(settings: Settings<'s3-sqs' | 'sns-sqs' | 'sqs'>): QueueSettings {
  const name = settings['trigger.queue.name'];
  return {
    name,
    batchSize: settings['trigger.queue.batch_size'],
    batchWindow: settings['trigger.queue.batch_window'],
    maximumConcurrency: settings['trigger.queue.maximum_concurrency'],
    visibilityTimeout: settings['trigger.queue.visibility_timeout'],
    retention: settings['trigger.queue.retention'],
    receiveCount: settings['trigger.queue.receive_count'],
    dlq: {
      name: settings['trigger.queue.dlq.name'] ?? deadLetterQueueOf(name),
      retention: settings['trigger.queue.dlq.retention'],
    },
    partialBatchResponse: settings['trigger.queue.partial_batch_response'],
  };
}

function cors(settings: Settings<'url'>): CorsSettings | undefined {
  const allowOrigins = settings['trigger.cors.allow_origins'];
  if (allowOrigins.length === 0) return undefined;
  return {
    allowOrigins,
    allowMethods: settings['trigger.cors.allow_methods'],
    allowHeaders: settings['trigger.cors.allow_headers'],
    exposeHeaders: settings['trigger.cors.expose_headers'],
    allowCredentials: settings['trigger.cors.allow_credentials'],
    maxAge: settings['trigger.cors.max_age'],
  };
}

function stream(settings: Settings<'kinesis' | 'dynamodb'>): StreamSettings {
  return {
    arn: settings['trigger.stream.arn'],
    batchSize: settings['trigger.stream.batch_size'],
    batchWindow: settings['trigger.stream.batch_window'],
    startingPosition: settings['trigger.stream.starting_position'],
    bisect: settings['trigger.stream.bisect'],
    retries: settings['trigger.stream.retries'],
    partialBatchResponse: settings['trigger.stream.partial_batch_response'],
  };
}
