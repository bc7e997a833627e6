import { isServiceError } from './aws-error.ts';

/** The errors for creating a resource whose name, or whose place in a list, is taken. */
const alreadyExistsErrors = new Set([
  'BucketAlreadyOwnedByYou',
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
]);

/** Whether AWS did not create a resource because it exists already. */
export function isAlreadyExists(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  // Lambda uses one error name for this and for a change in progress, and SNS has no error name for it.
  return alreadyExistsErrors.has(error.name) || /already exists?\b|\bexists for this/i.test(error.message);
}
