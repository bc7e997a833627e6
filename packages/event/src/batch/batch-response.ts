import type { SQSBatchResponse } from 'aws-lambda';
import { UnhandledEventError } from '../source/unhandled-event.ts';
import { BatchError, type FailedRecord } from './batch-error.ts';
import { RecordNotStartedError } from './run-records.ts';

/** The outcome of a batch of records. */
export interface BatchOutcome {
  /** How many records the batch had. */
  readonly size: number;
  readonly failures: readonly FailedRecord[];
}

/**
 * The partial batch response, for an event source that retries only the records it lists
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 *
 * If every record failed, or one without an id did, this fails the invocation instead. That is safe whatever the event
 * source mapping is set to.
 */
export function reportFailures({ size, failures }: BatchOutcome): SQSBatchResponse {
  const ids = failures.flatMap(({ id }) => id ?? []);
  if (failures.length === size || ids.length < failures.length) throwFailures({ size, failures });
  return { batchItemFailures: [...new Set(ids)].map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * Fails the invocation if a record failed, so that the whole batch is retried.
 *
 * @throws {UnhandledEventError} nothing handles the records
 * @throws {BatchError} records failed in any other way
 */
export function throwFailures({ size, failures }: BatchOutcome): void {
  if (failures.length === 0) return;
  const errors = failures.map(({ error }) => error).filter((error) => !(error instanceof RecordNotStartedError));
  if (errors.length > 0 && errors.every((error) => error instanceof UnhandledEventError)) throw errors[0];
  throw new BatchError(failures, size);
}
