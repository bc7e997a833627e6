import yoctoSpinner from 'yocto-spinner';
import { style } from './style.ts';

/** Shows the progress of steps. Those with the same key follow each other; others can run at the same time. */
export interface StepProgress {
  start(text: string, key?: string): void;
  succeed(text: string, key?: string): void;
  fail(text: string, key?: string): void;
}

/** Shows progress on a stream: with a spinner on a terminal, as plain lines elsewhere. */
export function stepProgress(stream: NodeJS.WritableStream): StepProgress {
  if (!isTerminal(stream)) {
    const writeLine = (text: string) => stream.write(`${text}\n`);
    return { start: () => {}, succeed: writeLine, fail: (text) => writeLine(`failed: ${text}`) };
  }
  const spinner = yoctoSpinner({ stream });
  const running = new Map<string, string>();
  const show = () => {
    if (running.size > 0) spinner.start([...running.values()].join(', '));
  };
  const end = (key: string, print: () => void) => {
    running.delete(key);
    print();
    show();
  };
  return {
    start: (text, key = '') => {
      running.set(key, text);
      show();
    },
    succeed: (text, key = '') => end(key, () => spinner.success(text)),
    fail: (text, key = '') => end(key, () => spinner.error(style('error', text, stream))),
  };
}

function isTerminal(stream: NodeJS.WritableStream): stream is NodeJS.WriteStream {
  return 'isTTY' in stream && stream.isTTY === true;
}
