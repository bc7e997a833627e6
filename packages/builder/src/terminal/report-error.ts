import { inspect } from 'node:util';
import { ExpectedError } from './expected-error.ts';
import { style } from './style.ts';
import { coloredText } from './text/visible-text.ts';

/**
 * Prints why a command failed: the message if the user can fix it, the whole error with its stack if it is a bug.
 *
 * @param level the value of `--log-level`; at debug and trace, the whole error is printed in any case
 */
export function reportError(error: unknown, stream: NodeJS.WritableStream, level?: string): void {
  const isDetailed = level === 'debug' || level === 'trace';
  const isExpected = error instanceof ExpectedError;
  const text = isExpected && !isDetailed ? error.message : `${isExpected ? '' : 'unexpected: '}${inspect(error)}`;
  stream.write(`${style('error', 'error:', stream)} ${coloredText(withoutCredentials(text))}\n`);
}

/** Hides the user and the password in URLs, which errors of the SDK and of Node contain. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^\s/'"]+@/g, '$1***@');
}

/** The exit code of the process after this error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ExpectedError ? error.exitCode : 1;
}
