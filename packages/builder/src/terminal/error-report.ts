import { inspect } from 'node:util';
import { ExpectedError } from './expected-error.ts';
import { style } from './style.ts';

/**
 * Prints why a command failed: the message where the user can mend it, everything where the fault is ours.
 *
 * @param level what `--log-level` says: at debug and trace, everything in any case.
 */
export function reportError(error: unknown, stream: NodeJS.WritableStream, level?: string): void {
  const isDetailed = level === 'debug' || level === 'trace';
  const isExpected = error instanceof ExpectedError;
  const text = isExpected && !isDetailed ? error.message : `${isExpected ? '' : 'unexpected: '}${inspect(error)}`;
  stream.write(`${style('error', 'error:', stream)} ${text}\n`);
}

/** What the process exits with after this error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ExpectedError ? error.exitCode : 1;
}
