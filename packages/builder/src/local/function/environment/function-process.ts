import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { exitOfContainer, type ProcessExit } from './process-exit.ts';
import { HAS_PROCESS_GROUPS, startWatchdog } from './watchdog.ts';

/** How long to wait for the end of the output, which a descendant may hold open. */
const OUTPUT_GRACE_MS = 200;

/** A program and its arguments. No shell interprets them. */
export type ProgramCommand = readonly [string, ...string[]];

/** Whether a program is Node, and takes its options. */
export function isNode(program: string): boolean {
  return /^node(js)?(\.exe)?$/.test(basename(program));
}

/** A container that a process starts. */
export interface ContainerHandle {
  readonly image: string;
  /** Ends and removes the container: a client that is killed leaves its container running. */
  readonly removal: ProgramCommand;
  /** Finds the main process of the container, which is undefined if it is not a process of this machine. */
  findPid(): Promise<number | undefined>;
}

/** How a function's process is started. */
export interface ProcessLaunch {
  readonly command: ProgramCommand;
  /** The command to show to the user. Default: the one that runs. */
  readonly shownCommand?: ProgramCommand | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Set if the process is the client of a container. */
  readonly container?: ContainerHandle | undefined;
  /** Receives the lines that the process writes to the file descriptor 3, which it has only if this is set. */
  readonly onReport?: ((line: string) => void) | undefined;
  /** Receives each line of stderr first. True: it is not the function's, and not for its log. */
  readonly takesLine?: ((line: string) => boolean) | undefined;
}

/** The settings of a function's process. */
export interface ProcessOptions extends ProcessLaunch {
  readonly directory: string;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The process that the function runs in, together with its descendants: ending it ends them all. */
export class FunctionProcess {
  readonly pid: number | undefined;
  /** Resolves when the process and its descendants have ended, and their output has been reported. */
  readonly exited: Promise<ProcessExit>;
  /** Undefined if the system rejects its command or its environment. */
  readonly #child: ChildProcess | undefined;
  readonly #container: ContainerHandle | undefined;
  #mainPid: Promise<number | undefined> | undefined;
  #chunkCount = 0;

  constructor({ command: [program, ...args], directory, env, container, onReport, onLine }: ProcessOptions) {
    this.#container = container;
    const stdio: ('ignore' | 'pipe')[] = [
      'ignore',
      'pipe',
      'pipe',
      ...(onReport === undefined ? [] : ['pipe' as const]),
    ];
    const options = { cwd: directory, env, detached: HAS_PROCESS_GROUPS, windowsHide: true, stdio };
    let child: ChildProcess;
    try {
      child = spawn(program, args, options);
    } catch (error) {
      this.exited = Promise.resolve({ kind: 'not-started', error: error as Error });
      return;
    }
    const [, stdout, stderr, report] = child.stdio as (Readable | undefined)[];
    this.#child = child;
    this.pid = child.pid;
    const watchdog = child.pid === undefined ? undefined : startWatchdog(child.pid, env, container?.removal);
    const onData = () => {
      this.#chunkCount += 1;
    };
    if (onReport !== undefined) void readLines(report, onReport, () => {});
    const output = [
      readLines(stdout, (line) => onLine(line, 'stdout'), onData),
      readLines(stderr, (line) => onLine(line, 'stderr'), onData),
    ];

    this.exited = exitOf(child).then(async (exit) => {
      this.kill();
      if (exit.kind === 'killed' && container !== undefined) await runQuietly(container.removal, env);
      watchdog?.stop();
      // A descendant that has left the process group may hold the pipes open indefinitely.
      await Promise.race([Promise.all(output), delay(OUTPUT_GRACE_MS, undefined, { ref: false })]);
      return container === undefined ? exit : exitOfContainer(exit);
    });
  }

  /**
   * Resolves when everything that the process has written so far has been reported. A pipe that has data is read in the
   * next turn of the event loop, so the pipes are empty after a turn without data.
   */
  async outputSettled(): Promise<void> {
    let seen: number;
    do {
      seen = this.#chunkCount;
      await nextTurn();
      await nextTurn();
    } while (seen !== this.#chunkCount);
  }

  /** The peak memory so far. Undefined except on Linux, and after the process has ended. */
  async peakMemoryMB(): Promise<number | undefined> {
    this.#mainPid ??= this.#container === undefined ? Promise.resolve(this.pid) : this.#container.findPid();
    return peakMemoryMB(await this.#mainPid);
  }

  /** Ends the process and its descendants at once. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Asks the process and its descendants to end, and kills them after `graceMs`. */
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
      // The group has ended, or the operating system has no process groups.
      this.#child?.kill(signal);
    }
  }
}

/** Runs a command to its end. It may fail, because what it removes may be gone already. */
async function runQuietly([program, ...args]: ProgramCommand, env: NodeJS.ProcessEnv): Promise<void> {
  await once(spawn(program, args, { env, stdio: 'ignore' }), 'exit').catch(() => {});
}

async function exitOf(child: ChildProcess): Promise<ProcessExit> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal };
  } catch (error) {
    // The 'error' event of a child process always has an Error.
    return { kind: 'not-started', error: error as Error };
  }
}

/** Reports a stream line by line. Resolves at its end. */
async function readLines(
  stream: Readable | undefined,
  onLine: (line: string) => void,
  onData: () => void,
): Promise<void> {
  if (stream === undefined) return;
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

/** The peak memory of a process so far, in MB. Undefined except on Linux, and after the process has ended. */
function peakMemoryMB(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
