import { isServiceError } from './aws-error.ts';

/** How the services say that something doesn't exist. */
const absences = new Set([
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

/** Whether AWS says that what was asked for doesn't exist. */
export function isNotFound(error: unknown): boolean {
  return isServiceError(error) && absences.has(error.name);
}

/** The answer of a call, or undefined where AWS says that there is no such thing. Other errors stay errors. */
export async function undefinedIfNotFound<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
