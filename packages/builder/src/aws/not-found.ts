import { isServiceError } from './aws-error.ts';

/** The services' errors for a resource that does not exist. */
const notFoundErrors = new Set([
  'AWS.SimpleQueueService.NonExistentQueue',
  'ImageNotFoundException',
  'InvalidTarget',
  'InvalidTargetException',
  'LifecyclePolicyNotFoundException',
  'ListenerNotFound',
  'ListenerNotFoundException',
  'NoSuchBucket',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchTagSet',
  'NotFound',
  'NotFoundException',
  'QueueDoesNotExist',
  'RepositoryNotFoundException',
  'ResourceNotFoundException',
  'RuleNotFound',
  'RuleNotFoundException',
  'TargetGroupNotFound',
  'TargetGroupNotFoundException',
]);

/** Whether AWS reported that the requested resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return isServiceError(error) && notFoundErrors.has(error.name);
}

/** The result of a call; undefined if AWS reports that there is no such resource. Other errors are passed on. */
export async function undefinedIfNotFound<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
