import { isServiceError, type ServiceError } from './aws-error.ts';

/** How the services say that something of this name, or in this place, is there already. */
const existences = new Set([
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

/** Whether AWS refuses to make something because it is there already. */
export function isAlreadyExists(error: unknown): boolean {
  // SNS has no name of its own for it.
  return isServiceError(error) && (existences.has(error.name) || /already exists/i.test(error.message));
}

/** How the services say that somebody else is changing the same thing at this moment. */
const simultaneities = new Set([
  'ConcurrentAccessException',
  'ConcurrentModification',
  'ConcurrentModificationException',
  'EntityTemporarilyUnmodifiable',
  'EntityTemporarilyUnmodifiableException',
  'OperationAborted',
  'OperationAbortedException',
]);

/** Whether AWS refuses a change only because it is carrying out another one of the same thing. */
export function isConcurrentModification({ name }: ServiceError): boolean {
  return simultaneities.has(name);
}
