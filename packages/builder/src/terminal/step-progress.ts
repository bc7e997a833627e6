import yoctoSpinner from 'yocto-spinner';
import { withoutCredentials } from './report-error.ts';
import { style } from './style.ts';

/** Shows the progress of steps that follow each other. */
export interface StepProgress {
  start(text: string): void;
  succeed(text: string): void;
  /** Hides credentials in the text, which can be the message of any error. */
  fail(text: string): void;
}

/** Shows progress on a stream: with a spinner on a terminal, as plain lines elsewhere. */
export function stepProgress(stream: NodeJS.WritableStream): StepProgress {
  if (!isInteractive(stream)) {
    const writeLine = (text: string) => stream.write(`${text}\n`);
    return { start: () => {}, succeed: writeLine, fail: (text) => writeLine(`failed: ${withoutCredentials(text)}`) };
  }
  const spinner = yoctoSpinner({ stream });
  return {
    start: (text) => spinner.start(text),
    succeed: (text) => spinner.success(text),
    fail: (text) => spinner.error(style('error', withoutCredentials(text), stream)),
  };
}

/** Whether lines on a stream can be replaced: on a terminal, except where its output is recorded. */
export function isInteractive(stream: NodeJS.WritableStream): stream is NodeJS.WriteStream {
  return 'isTTY' in stream && stream.isTTY === true && process.env.TERM !== 'dumb' && !('CI' in process.env);
}
