import { readFileSync } from 'node:fs';
import { style } from '../terminal/style.ts';
import { visibleText } from '../terminal/text/visible-text.ts';

/** What the keys of a terminal can do. */
export interface LocalControls {
  /** Restarts the function. */
  readonly restart: (reason: string) => void;
  /** Whether an event has been sent. */
  readonly hasEvent: () => boolean;
  /** Sends the last event again. Resolves to the response, or to undefined if the function fails. */
  readonly replay: () => Promise<Buffer | undefined>;
  /** Moves the clock of the event sources to what is due next. Resolves to the milliseconds: 0 if there is nothing. */
  readonly skip: () => Promise<number>;
  /** Opens the console in the user's browser. Resolves to its address, if there is one, and whether it was opened. */
  readonly openConsole: () => Promise<{ readonly url: string | undefined; readonly isOpened: boolean }>;
}

/** The streams of the process. */
export type KeyStreams = Pick<NodeJS.Process, 'stdin' | 'stdout'>;

const HELP =
  'keys: o open the console, r restart, p replay the last event, s skip to what is due next, c clear, Ctrl-C stop';
/** Moves the cursor to the start, and removes what is on the screen and above it. */
const CLEAR = '\x1b[H\x1b[2J\x1b[3J';
/** A response is shown up to this length. */
const MAX_RESPONSE_LENGTH = 2000;

/** What `process.kill` takes for the group of the process. */
const OWN_GROUP = 0;

/** The signals of keys that a terminal in raw mode does not send. */
const signals: Readonly<Record<string, NodeJS.Signals>> = { '\x03': 'SIGINT', '\x1c': 'SIGQUIT' };

/**
 * Lets keys control the function, if there is a terminal in which the process is in the foreground. Returns what ends it,
 * which gives the terminal its mode back. Node does the same when it exits, for whatever reason.
 */
export function controlByKeys(
  controls: LocalControls,
  { stdin, stdout }: KeyStreams,
  platform = process.platform,
): { close(): void } | undefined {
  if (!stdin.isTTY || !stdout.isTTY || isInBackground(platform)) return undefined;
  const note = (text: string) => void stdout.write(`${style('detail', text, stdout)}\n`);

  const replay = async () => {
    if (!controls.hasEvent()) return note('no event has been sent yet');
    note('replaying the last event');
    const response = await controls.replay();
    if (response !== undefined) note(`response: ${shown(response)}`);
  };
  const skip = async () => {
    if ((await controls.skip()) === 0) note('nothing is due later, so there is no time to skip');
  };
  const open = async () => {
    const { url, isOpened } = await controls.openConsole();
    if (url === undefined) return note('there is no console: start without --no-console');
    note(isOpened ? 'opening the console' : `no browser can be opened here: open ${url}`);
  };
  const suspend = () => {
    stdin.setRawMode(false);
    // In the background, reading from the terminal would stop the process.
    stdin.pause();
    // The terminal would send the signal to all processes of the group, such as npx.
    process.kill(OWN_GROUP, 'SIGTSTP');
  };
  const takeOver = () => {
    if (isInBackground(platform)) return;
    // The shell may have changed the mode meanwhile, of which Node knows nothing.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdin.resume();
    note(HELP);
  };
  const onKey = (key: string) => {
    const signal = signals[key];
    if (signal !== undefined) raise(signal, platform);
    else if (key === '\x1a' && platform !== 'win32') suspend();
    else if (key === 'r') controls.restart('as requested');
    else if (key === 'p') void replay();
    else if (key === 's') void skip();
    else if (key === 'o') void open();
    else if (key === 'c') stdout.write(`${CLEAR}${style('detail', HELP, stdout)}\n`);
    else if (key === '\r' || key === '\n') stdout.write('\n');
  };
  // Keys that are pressed in quick succession arrive together.
  const onData = (text: string) => {
    for (const key of text) onKey(key);
  };

  stdin.setEncoding('utf8').on('data', onData);
  process.on('SIGCONT', takeOver);
  takeOver();
  return {
    close() {
      process.off('SIGCONT', takeOver);
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** Sends a signal to this process. On Windows, `process.kill` would end it without calling its handlers. */
function raise(signal: NodeJS.Signals, platform: NodeJS.Platform): void {
  if (platform !== 'win32') process.kill(process.pid, signal);
  else if (!process.emit(signal, signal)) process.exit(1);
}

/**
 * Whether the process is in the background of its terminal, in which setting the mode would stop it. Only Linux says so:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function isInBackground(platform: NodeJS.Platform): boolean {
  if (platform !== 'linux') return false;
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name of the program comes first, in parentheses.
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group !== foreground;
  } catch {
    return false;
  }
}

/** A response as text for a terminal. The NUL characters between the head and body of a stream become a line break. */
function shown(response: Buffer): string {
  const text = visibleText(response.toString().replace(/\0+/g, '\n'));
  return text.length <= MAX_RESPONSE_LENGTH ? text : `${text.slice(0, MAX_RESPONSE_LENGTH)}…`;
}
