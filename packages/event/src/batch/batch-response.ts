// @compile-at-start
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

/** What happens to a batch with a partial batch response if every record failed. */
export type AllFailed = 'throw' | 'report';

/**
 * The partial batch response, for an event source that retries only the records it lists
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 *
 * If every record failed, this fails the invocation instead, unless `allFailed` is `report`. That is safe whatever the
 * event source mapping is set to. If a record without an id failed, it fails in any case.
 */
// @compile-later
export function reportFailures({ size, failures }: BatchOutcome, allFailed: AllFailed = 'throw'): SQSBatchResponse {
  const ids = failures.flatMap(({ id }) => id ?? []);
  const isThrown = failures.length === size && allFailed !== 'report';
  if (isThrown || ids.length < failures.length) throwFailures({ size, failures });
  return { batchItemFailures: [...new Set(ids)].map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * Fails the invocation if a record failed, so that the whole batch is retried.
 *
 * @throws {UnhandledEventError} nothing handles the records
 * @throws {BatchError} records failed in any other way
 */
export function throwFailures({ size, failures }: BatchOutcome): void {
  if (failures.length > 0) throw failureOf({ size, failures });
}

// @compile-later
function failureOf({ size, failures }: BatchOutcome): unknown {
  const errors = failures.map(({ error }) => error).filter((error) => !(error instanceof RecordNotStartedError));
  const isUnhandled = errors.length > 0 && errors.every((error) => error instanceof UnhandledEventError);
  return isUnhandled ? errors[0] : new BatchError(failures, size);
}
