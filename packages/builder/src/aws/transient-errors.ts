import type { ServiceError } from './aws-error.ts';
import { isNotFound } from './not-found.ts';

/** A kind of temporary rejection. */
interface TransientError {
  readonly name: RegExp;
  /** What the message says; by default, anything. */
  readonly message?: RegExp;
  /** What the message does not say. */
  readonly except?: RegExp;
  /** How long to retry, in seconds. */
  readonly seconds: number;
}

/** Changes in IAM take up to about a minute to reach all services. */
const transientErrors: readonly TransientError[] = [
  {
    // The SDK retries throttled calls too, but gives up after a few seconds.
    name: /^(Throttl|RequestThrottl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete|EC2Throttl|KMSThrottl)/,
    seconds: 120,
  },
  { name: /^LimitExceeded/, message: /rate exceeded/i, seconds: 120 },
  {
    name: /^(Concurrent(Access|Modification)|EntityTemporarilyUnmodifiable|OperationAborted|ResourceNotReady|StaleTag|ServiceLinkedRoleLock)/,
    seconds: 90,
  },
  // Lambda has one error for a change in progress, which it words in many ways, and for a name that is taken.
  { name: /^(ResourceConflict|Conflict)(Exception)?$/, except: /already exist|\bexists\b/i, seconds: 90 },
  // A target group is in use for a moment after the rule that used it is removed.
  { name: /^ResourceInUse/, message: /target group/i, seconds: 30 },
  // An event source mapping is in use while an earlier change is carried out.
  { name: /^ResourceInUse/, seconds: 120 },
  // IAM: a policy is attached for a moment after it is detached.
  { name: /^DeleteConflict/, message: /detach|delete policies/i, seconds: 30 },
  {
    name: /^InvalidParameterValue/,
    message: new RegExp(
      [
        'cannot be assumed',
        'does not have permissions? ',
        'ensure the role can perform',
        'invalid for CreateGrant',
        'NonExistentQueue|queue does not exist|dead letter target does not exist',
        // SQS takes up to a minute to apply a new visibility timeout.
        'visibility timeout: .* is less than function timeout',
      ].join('|'),
      'i',
    ),
    seconds: 90,
  },
  { name: /^InvalidAttributeValue/, message: /dead letter target does not exist/i, seconds: 90 },
  // An image that was pushed a moment ago.
  { name: /^(InvalidParameterValue|AccessDenied)/, message: /source image .* does not exist|ECR image/i, seconds: 30 },
  // A role that was created a moment ago.
  { name: /^Validation/, message: /must allow .*EventBridge Scheduler to assume/i, seconds: 90 },
  // S3 and the load balancer check that they may call the destination, and may not see a permission that was granted a
  // moment ago.
  { name: /^InvalidArgument/, message: /unable to validate/i, seconds: 90 },
  { name: /^AccessDenied/, message: /does not have permission to invoke/i, seconds: 90 },
  { name: /^MalformedPolicyDocument/, message: /invalid principal/i, seconds: 30 },
  // The name of a deleted queue is available again after 60 s.
  { name: /QueueDeletedRecently/, seconds: 90 },
];

/** How long to retry a call that AWS rejected with this error, in milliseconds; undefined: not at all. */
export function transientFor({ name, message }: ServiceError): number | undefined {
  const match = transientErrors.find(
    (each) => each.name.test(name) && (each.message?.test(message) ?? true) && !each.except?.test(message),
  );
  return match && match.seconds * 1_000;
}

/** How long a resource may stay unknown to other calls of its service after it is created, in milliseconds. */
const UNKNOWN_MS = 30_000;

const reads = /^(Get|List|Describe|Head|Filter|Simulate|Start|Invoke|Receive|Send|Publish$)/;
const removals = /^(Delete|Remove|Untag|Detach|Deregister|Unsubscribe)/;

/** The user has misspelled the ARN of a policy. */
const noSuchPolicy = /^policy .* does not exist or is not attachable/i;

/**
 * How long to retry a change of a resource that AWS does not know, in milliseconds; undefined: not at all. Resources are
 * read before they are changed, so one that is unknown was created a moment ago.
 *
 * @param command such as `PutRolePolicy`
 */
export function unknownFor(error: ServiceError, command: string): number | undefined {
  if (!isNotFound(error) || reads.test(command) || removals.test(command)) return undefined;
  return noSuchPolicy.test(error.message) ? undefined : UNKNOWN_MS;
}

/** Reads that fail only if the resource itself is unknown, and not if it lacks a part, such as a policy. */
const readsOfWholes = new Set([
  'DescribeRepositories',
  'DescribeRule',
  'DescribeTargetGroups',
  'GetEventSourceMapping',
  'GetFunction',
  'GetFunctionConfiguration',
  'GetQueueAttributes',
  'GetQueueUrl',
  'GetRole',
  'GetTopicAttributes',
  'ListQueueTags',
  'ListTags',
  'ListTagsForResource',
]);

/** How long to retry reading a resource that this process has created, in milliseconds; undefined: not at all. */
export function unreadableFor(error: ServiceError, command: string): number | undefined {
  return isNotFound(error) && readsOfWholes.has(command) ? UNKNOWN_MS : undefined;
}
