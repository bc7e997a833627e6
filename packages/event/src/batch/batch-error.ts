import { describeError } from '../describe-error.ts';
import type { Failure } from './run-records.ts';

/** A record that failed, by its id and its place in the batch. */
export interface FailedRecord extends Failure {
  /** The id that its source gave it; undefined where it has none. */
  readonly id: string | undefined;
}

/** How many failures the message tells; `failures` has them all. */
const TOLD = 10;

/**
 * Records of a batch failed, and all of the batch is to come again. The message names the records and what they failed
 * of; `errors` has the errors themselves, the first of which is the `cause`.
 */
export class BatchError extends AggregateError {
  /** The records that failed, in the order of the batch. */
  readonly failures: readonly FailedRecord[];

  constructor(failures: readonly FailedRecord[], size: number) {
    const told = failures
      .slice(0, TOLD)
      .map(({ id, index, error }) => `${id ?? `#${index}`} (${describeError(error)})`);
    if (failures.length > TOLD) told.push(`and ${failures.length - TOLD} more`);
    super(
      failures.map(({ error }) => error),
      `${failures.length} of ${size} records failed: ${told.join(', ')}`,
      { cause: failures[0]?.error },
    );
    this.failures = failures;
  }

  override get name(): string {
    return 'BatchError';
  }
}
