import type { SQSBatchResponse } from 'aws-lambda';
import { UnhandledEventError } from '../source/unhandled-event.ts';
import { BatchError, type FailedRecord } from './batch-error.ts';
import { RecordNotStartedError } from './run-records.ts';

/** How a batch of records went. */
export interface BatchOutcome {
  /** How many records there were. */
  readonly size: number;
  readonly failures: readonly FailedRecord[];
}

/**
 * The answer to a batch whose event source takes failures one by one
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 *
 * @throws what the failures come to where they can't be told so: every record failed, or one that has no id. That is
 * safe whichever way the event source mapping is set.
 */
export function reportFailures({ size, failures }: BatchOutcome): SQSBatchResponse {
  const ids = failures.flatMap(({ id }) => id ?? []);
  if (failures.length === size || ids.length < failures.length) throwFailures({ size, failures });
  return { batchItemFailures: [...new Set(ids)].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Fails the invocation where a record failed, so that all of the batch comes again; with the error itself where nobody handles them. */
export function throwFailures({ size, failures }: BatchOutcome): void {
  if (failures.length === 0) return;
  const errors = failures.map(({ error }) => error).filter((error) => !(error instanceof RecordNotStartedError));
  if (errors.length > 0 && errors.every((error) => error instanceof UnhandledEventError)) throw errors[0];
  throw new BatchError(failures, size);
}
