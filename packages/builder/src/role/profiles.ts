import type { Configuration, RoleProfile, Trigger } from '../config/configuration.ts';
import type { PolicyStatement } from '../config/read/policy-document.ts';

/** What a role profile grants: AWS's managed policies, by their path, and statements on the configured resources. */
export interface ProfileGrants {
  readonly managed: readonly string[];
  readonly statements: readonly PolicyStatement[];
}

const LOGS = 'service-role/AWSLambdaBasicExecutionRole';
// logs too
const READ_QUEUE = 'service-role/AWSLambdaSQSQueueExecutionRole';
const READ_BUCKETS = 'AmazonS3ReadOnlyAccess';

/** The profile that a trigger needs, for roles of which nothing else is said. */
export function profileFor(trigger: Trigger): RoleProfile {
  switch (trigger.type) {
    case 's3-sqs':
    case 'eventbridge':
    case 'sns':
    case 'sqs':
    case 'alb':
    case 'kinesis':
    case 'dynamodb':
      return trigger.type;
    case 's3-direct':
      return 's3-read';
    case 'sns-sqs':
      return 'sqs';
    case 'url':
    case 'none':
      return 'basic';
  }
}

/**
 * What a profile grants. Reading and writing is limited to the bucket of the trigger where there is one; none grants
 * full access to a service.
 */
export function grantsOf(profile: RoleProfile, trigger: Trigger, partition: string): ProfileGrants {
  const bucket = 'bucket' in trigger ? `arn:${partition}:s3:::${trigger.bucket}` : undefined;
  const read =
    bucket === undefined
      ? []
      : [allow('ListBucket', 's3:ListBucket', bucket), allow('ReadObjects', 's3:GetObject*', `${bucket}/*`)];
  const readElsewhere = bucket === undefined ? [READ_BUCKETS] : [];
  switch (profile) {
    case 'basic':
    case 'eventbridge':
    case 'sns':
    case 'alb':
      return { managed: [LOGS], statements: [] };
    case 's3-read':
      return { managed: [LOGS, ...readElsewhere], statements: read };
    case 's3':
      return {
        managed: [LOGS, ...readElsewhere],
        statements:
          bucket === undefined
            ? []
            : [...read, allow('WriteObjects', ['s3:PutObject', 's3:DeleteObject'], `${bucket}/*`)],
      };
    case 's3-sqs':
      return { managed: [READ_QUEUE, ...readElsewhere], statements: read };
    case 'sqs':
      return { managed: [READ_QUEUE], statements: [] };
    case 'kinesis':
      return { managed: ['service-role/AWSLambdaKinesisExecutionRole'], statements: [] };
    case 'dynamodb':
      return { managed: ['service-role/AWSLambdaDynamoDBExecutionRole'], statements: [] };
  }
}

/** The managed policies without which Lambda refuses the function's own settings. */
export function policiesOfSettings({ lambda }: Configuration): string[] {
  return [
    ...(lambda.vpc === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole']),
    ...(lambda.tracing === 'Active' ? ['AWSXRayDaemonWriteAccess'] : []),
  ];
}

function allow(sid: string, action: string | readonly string[], resource: string): PolicyStatement {
  return { Sid: sid, Effect: 'Allow', Action: action, Resource: resource };
}
