import { isServiceError, type ServiceError } from './aws-error.ts';

/** The errors for creating a resource whose name, or whose place in a list, is taken. */
const alreadyExistsErrors = new Set([
  'BucketAlreadyOwnedByYou',
  'ConflictException',
  'DuplicateTargetGroupName',
  'DuplicateTargetGroupNameException',
  'EntityAlreadyExists',
  'EntityAlreadyExistsException',
  'PriorityInUse',
  'PriorityInUseException',
  'QueueAlreadyExists',
  'QueueNameExists',
  'RepositoryAlreadyExistsException',
  'ResourceAlreadyExistsException',
  'ResourceConflictException',
]);

/** Whether AWS refused to create a resource because it exists already. */
export function isAlreadyExists(error: unknown): boolean {
  // SNS has no error name for this.
  return isServiceError(error) && (alreadyExistsErrors.has(error.name) || /already exists/i.test(error.message));
}

/** The errors for changing a resource during another change of the same resource. */
const concurrentModificationErrors = new Set([
  'ConcurrentAccessException',
  'ConcurrentModification',
  'ConcurrentModificationException',
  'EntityTemporarilyUnmodifiable',
  'EntityTemporarilyUnmodifiableException',
  'OperationAborted',
  'OperationAbortedException',
]);

/** Whether AWS refused a change only because another change of the same resource is in progress. */
export function isConcurrentModification({ name }: ServiceError): boolean {
  return concurrentModificationErrors.has(name);
}
