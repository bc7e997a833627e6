// @compile-at-start
import type { Logger } from '@alr/context';
import { describeError, errorMessageOf, errorTypeOf, isError } from '../errors/describe-error.ts';
import { awsErrorText, type RecordFormat } from './record.ts';

/** What can fail in the user's code: its name in our own records, and in those of AWS's Node runtime. */
const names = {
  start: ['the function failed to start:', 'Init Error'],
  handler: ['the handler failed:', 'Invoke Error'],
  stream: ['the response stream failed:', 'Invoke Error'],
  exception: ['uncaught exception:', 'Uncaught Exception'],
  rejection: ['unhandled rejection:', 'Unhandled Promise Rejection'],
} as const;

export type Failure = keyof typeof names;

/** Logs a failure of the user's code. Its level is always error, because alarms look for that word. */
export type LogFailure = (failure: Failure, error: unknown) => void;

/** Returns the function that logs failures in a form. */
export function failureLog(logger: Logger, { format, form }: RecordFormat): LogFailure {
  if (form === 'own') return (failure, error) => logger.error(names[failure][0], error);
  if (format === 'text') return (failure, error) => logger.error(names[failure][1], `\t${awsErrorText(error)}`);
  return (_failure, thrown) => {
    const error = isError(thrown) ? thrown : new Error(describeError(thrown).errorMessage);
    // AWS's runtime does not write these keys here, but does so for errors that the user's code logs with a text.
    const keys = { errorType: errorTypeOf(error), errorMessage: errorMessageOf(error) };
    logger.child(keys).error(error);
  };
}
