import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { guardAgainstOrphans } from './orphan-guard.ts';
import type { ProcessExit } from './process-exit.ts';

/** How long output is waited for that someone else still holds open, in ms. */
const OUTPUT_GRACE = 200;

/** The settings of a function's process. */
export interface ProcessOptions {
  /** The program and its arguments; no shell sees them. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The process that the function runs in, and all that it starts: they live and die together. */
export class FunctionProcess {
  readonly pid: number | undefined;
  /** Resolves when the process has ended, its descendants with it, and its last line has been passed on. */
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  #chunks = 0;

  constructor({ command: [program, ...args], directory, env, onLine }: ProcessOptions) {
    // Detached makes it the leader of a process group, which can be ended as a whole.
    const child = spawn(program, args, { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.pid = child.pid;
    const guard = child.pid === undefined ? undefined : guardAgainstOrphans(child.pid);
    const onData = () => {
      this.#chunks += 1;
    };
    const output = [
      passLines(child.stdout, (line) => onLine(line, 'stdout'), onData),
      passLines(child.stderr, (line) => onLine(line, 'stderr'), onData),
    ];

    this.exited = exitOf(child).then(async (exit) => {
      this.kill();
      guard?.release();
      // A descendant in a group of its own may hold the pipe for ever.
      await Promise.race([Promise.all(output), delay(OUTPUT_GRACE, undefined, { ref: false })]);
      return exit;
    });
  }

  /**
   * Resolves when what the process had written by now has been passed on. A pipe that has data is read in the very
   * next turn of the event loop, so a turn without data is the sign.
   */
  async outputSettled(): Promise<void> {
    let seen: number;
    do {
      seen = this.#chunks;
      await nextTurn();
      await nextTurn();
    } while (seen !== this.#chunks);
  }

  /** Ends the process and its descendants, at once. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Tells them to end, and ends them where they haven't after `graceMs`. */
  async terminate(graceMs: number): Promise<void> {
    this.#signal('SIGTERM');
    const exit = await Promise.race([this.exited, delay(graceMs)]);
    if (exit === undefined) this.kill();
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // no such group: it is gone, or the system has no groups
      this.#child.kill(signal);
    }
  }
}

async function exitOf(child: ChildProcess): Promise<ProcessExit> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal };
  } catch (error) {
    // 'error' of a child process is an Error
    return { kind: 'not-started', error: error as Error };
  }
}

/** Passes a stream on line by line; resolves at its end. */
async function passLines(stream: Readable, onLine: (line: string) => void, onData: () => void): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const text of stream as AsyncIterable<string>) {
    onData();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  }
  if (rest !== '') onLine(rest);
}
