import yoctoSpinner from 'yocto-spinner';
import { style } from './style.ts';

/** Shows one step after the other: turning on a terminal, as plain lines elsewhere. */
export interface StepProgress {
  begin(text: string): void;
  succeed(text: string): void;
  fail(text: string): void;
}

/** Shows steps on a stream. */
export function stepProgress(stream: NodeJS.WriteStream): StepProgress {
  if (!stream.isTTY) {
    const line = (text: string) => stream.write(`${text}\n`);
    return { begin: () => {}, succeed: line, fail: (text) => line(`failed: ${text}`) };
  }
  const spinner = yoctoSpinner({ stream });
  return {
    begin: (text) => spinner.start(text),
    succeed: (text) => spinner.success(text),
    fail: (text) => spinner.error(style('error', text, stream)),
  };
}
