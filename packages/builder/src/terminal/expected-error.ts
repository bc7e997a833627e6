/**
 * The base class of all errors that a user can cause and fix. They are printed as their message, without a stack.
 * The message says what happened, with which value, and what to do.
 */
export class ExpectedError extends Error {
  /** The exit code of the process if this error ends it. */
  readonly exitCode: number = 1;

  override get name(): string {
    return 'ExpectedError';
  }
}

/** The command line is invalid: for example, an option has an invalid value, or two options exclude each other. */
export class UsageError extends ExpectedError {
  override readonly exitCode: number = 2;

  override get name(): string {
    return 'UsageError';
  }
}
