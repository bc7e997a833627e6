import { ExpectedError } from './expected-error.ts';
import { systemErrorReason } from './file-error.ts';
import { reportError } from './report-error.ts';

/** The exit code of a program that SIGPIPE has ended. */
const SIGPIPE_EXIT_CODE = 141;

/** The output of a command cannot be written: for example, it goes to a file on a full disk. */
export class OutputError extends ExpectedError {
  override get name(): string {
    return 'OutputError';
  }
}

/**
 * Ends the process when its output is lost.
 *
 * - If the reader closes a pipe (`| head`), silently and with the exit code of SIGPIPE, as other commands do.
 * - If stdout fails for another reason, with a message and exit code 1.
 *
 * If only stderr fails, the command goes on, because its result and its exit code are still correct.
 */
export function exitOnOutputError({ stdout, stderr }: NodeJS.Process): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(SIGPIPE_EXIT_CODE);
    const reason = systemErrorReason(error) ?? error.message;
    reportError(new OutputError(`cannot write to stdout: ${reason}`, { cause: error }), stderr);
    process.exit(1);
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(SIGPIPE_EXIT_CODE);
  });
}
