/**
 * The base of all errors that a user can cause and mend: printed as their message, without a stack.
 * The message says what happened, with which value, and what to do.
 */
export class ExpectedError extends Error {
  /** What the process exits with when this error ends it. */
  readonly exitCode: number = 1;

  override get name(): string {
    return 'ExpectedError';
  }
}

/** The command line makes no sense: an option's value can't be read, or two options exclude each other. */
export class UsageError extends ExpectedError {
  override readonly exitCode: number = 2;

  override get name(): string {
    return 'UsageError';
  }
}
