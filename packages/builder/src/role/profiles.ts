import type { Configuration, RoleProfile, Trigger } from '../config/configuration.ts';
import type { IdentityStatement } from '../config/read/policy-files.ts';

/** The policies of a role profile. */
export interface ProfilePolicies {
  /** AWS's managed policies, by path. */
  readonly managed: readonly string[];
  /** Statements on the configured resources. */
  readonly statements: readonly IdentityStatement[];
}

const LOGS = 'service-role/AWSLambdaBasicExecutionRole';
// Includes the permissions for logs.
const READ_QUEUE = 'service-role/AWSLambdaSQSQueueExecutionRole';
const READ_BUCKETS = 'AmazonS3ReadOnlyAccess';

/**
 * The policies of a profile. If the trigger has a bucket, reading and writing objects is limited to that bucket. No
 * profile grants full access to a service.
 */
export function policiesOfProfile(profile: RoleProfile, trigger: Trigger, partition: string): ProfilePolicies {
  const bucket = 'bucket' in trigger ? `arn:${partition}:s3:::${trigger.bucket}` : undefined;
  const read =
    bucket === undefined
      ? []
      : [allow('ListBucket', 's3:ListBucket', bucket), allow('ReadObjects', 's3:GetObject*', `${bucket}/*`)];
  const readAnyBucket = bucket === undefined ? [READ_BUCKETS] : [];
  switch (profile) {
    case 'basic':
    case 'eventbridge':
    case 'sns':
    case 'alb':
      return { managed: [LOGS], statements: [] };
    case 's3-read':
      return { managed: [LOGS, ...readAnyBucket], statements: read };
    case 's3':
      return {
        managed: [LOGS, ...readAnyBucket],
        statements:
          bucket === undefined
            ? []
            : [...read, allow('WriteObjects', ['s3:PutObject', 's3:DeleteObject'], `${bucket}/*`)],
      };
    case 's3-sqs':
      return { managed: [READ_QUEUE, ...readAnyBucket], statements: read };
    case 'sqs':
      return { managed: [READ_QUEUE], statements: [] };
    case 'kinesis':
      return { managed: ['service-role/AWSLambdaKinesisExecutionRole'], statements: [] };
    case 'dynamodb':
      return { managed: ['service-role/AWSLambdaDynamoDBExecutionRole'], statements: [] };
  }
}

/** The managed policies without which Lambda rejects the function's settings. */
export function policiesOfSettings({ lambda }: Configuration): string[] {
  return [
    ...(lambda.vpc === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole']),
    ...(lambda.tracing === 'Active' ? ['AWSXRayDaemonWriteAccess'] : []),
  ];
}

function allow(sid: string, action: string | readonly string[], resource: string): IdentityStatement {
  return { Sid: sid, Effect: 'Allow', Action: action, Resource: resource };
}
