import type { RecordFailure } from './run-records.ts';

/** A record that failed, with its id and its position in the batch. */
export interface FailedRecord extends RecordFailure {
  /** The id that the event source gave the record; undefined if it has none. */
  readonly id: string | undefined;
}

/** How many failures the message lists; `failures` has all of them. */
const MOST_FAILURES_LISTED = 10;

/**
 * Records of a batch failed, and the whole batch will be retried. The message names the records and their errors;
 * `errors` has the errors themselves, and the first one is the `cause`.
 */
export class BatchError extends AggregateError {
  readonly #failures: readonly FailedRecord[];

  constructor(failures: readonly FailedRecord[], size: number) {
    const listed = failures
      .slice(0, MOST_FAILURES_LISTED)
      .map(({ id, index, error }) => `${id ?? `#${index}`} (${describeError(error)})`);
    if (failures.length > listed.length) listed.push(`and ${failures.length - listed.length} more`);
    super(
      failures.map(({ error }) => error),
      `${failures.length} of ${size} records failed: ${listed.join(', ')}`,
      { cause: failures[0]?.error },
    );
    this.#failures = failures;
  }

  /** The records that failed, in the order of the batch. */
  get failures(): readonly FailedRecord[] {
    return this.#failures;
  }

  override get name(): string {
    return 'BatchError';
  }

  /** The error as Node logs it: without those of the records, each of which has been logged with its stack. */
  [Symbol.for('nodejs.util.inspect.custom')](): string | undefined {
    return this.stack;
  }
}

/** Describes anything that was thrown in one line. Never throws, although the getters of an error may. */
function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that cannot be described';
  }
}
