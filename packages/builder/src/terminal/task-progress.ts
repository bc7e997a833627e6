import { stripVTControlCharacters } from 'node:util';
import yoctoSpinner from 'yocto-spinner';
import { withoutCredentials } from './report-error.ts';
import { isInteractive } from './step-progress.ts';
import { style } from './style.ts';

/** Shows the progress of tasks that run at the same time. Each task has a name. */
export interface TaskProgress {
  /** Shows how far all of them are. */
  summarize(text: string): void;
  /** Shows what a task does now. */
  show(task: string, text: string): void;
  /** Prints what a task has done, for a log. */
  detail(task: string, text: string): void;
  /** Prints something about a task that the user has to know. */
  note(task: string, text: string): void;
  /** Ends a task. */
  succeed(task: string, text: string): void;
  /** The same, after a failure. Hides credentials in the text, which can be the message of any error. */
  fail(task: string, text: string): void;
  /** Ends the display. */
  stop(): void;
}

/**
 * Shows progress on a stream. On a terminal, there is one line for each task that has ended, and below them a list of
 * those that run. Elsewhere, such as in a log, there is one line for each detail.
 */
export function taskProgress(stream: NodeJS.WriteStream): TaskProgress {
  return isInteractive(stream) ? liveList(stream) : plainLines(stream);
}

function plainLines(stream: NodeJS.WriteStream): TaskProgress {
  const write = (task: string, text: string) => stream.write(`${task}: ${text}\n`);
  return {
    summarize() {},
    show() {},
    detail: write,
    note: write,
    succeed: write,
    fail: (task, text) => stream.write(`failed: ${task}: ${withoutCredentials(text)}\n`),
    stop() {},
  };
}

function liveList(stream: NodeJS.WriteStream): TaskProgress {
  const spinner = yoctoSpinner({ stream });
  const running = new Map<string, string>();
  let summary = '';
  const render = () => {
    const rows = [...running].map(([task, text]) => fit(`  ${task}: ${text}`, stream));
    // If it runs, this sets the text for the next frame.
    spinner.start([summary, ...rows].join('\n'));
  };
  // The spinner makes room for what is written while it runs.
  const write = (symbol: string, text: string) => stream.write(`${symbol} ${text}\n`);
  const end = (task: string, print: () => void) => {
    running.delete(task);
    render();
    print();
  };
  return {
    summarize(text) {
      summary = text;
      render();
    },
    show(task, text) {
      running.set(task, text);
      render();
    },
    detail() {},
    note: (task, text) => write(style('warning', '!', stream), `${task}: ${text}`),
    succeed: (task, text) => end(task, () => write(style('success', '✔', stream), `${task}: ${text}`)),
    fail: (task, text) =>
      end(task, () =>
        write(style('error', '✖', stream), style('error', `${task}: ${withoutCredentials(text)}`, stream)),
      ),
    stop: () => spinner.stop(),
  };
}

/** A line that wraps would make the list jump. */
function fit(text: string, { columns }: NodeJS.WriteStream): string {
  const line = stripVTControlCharacters(text);
  const width = (columns || 80) - 1;
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
