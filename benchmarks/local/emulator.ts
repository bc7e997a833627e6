import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Usage, usageOf } from '../clients/process-usage.ts';
import { now } from '../clock.ts';

/** The command as it is built in this repository. It has large dependencies, so it is not installed for the benchmark. */
const CLI = join(createRequire(import.meta.url).resolve('@alr/builder'), '..', 'cli.js');

/** The function reads `jobs` in batches of ten. */
const CONFIGURATION = `image: { handler: app.handler }
lambda: { name: bench, timeout: 30 }
trigger: { type: sqs, queue: { name: jobs, batch_size: 10 } }
`;

/** Logs how long ago a message was sent, if it says when. */
const HANDLER = `export function handler({ Records = [] }) {
  for (const { body } of Records) {
    if (body.startsWith('sent ')) console.log('latency', Number(process.hrtime.bigint()) / 1e6 - Number(body.slice(5)));
  }
}
`;

/** An event of the emulator, as `--json` prints it. */
export interface EmulatorEvent {
  readonly type: string;
  readonly time: string;
  readonly url?: string;
  readonly line?: string;
}

/** A project with a function and its queue, in a temporary folder. */
export interface EmulatedProject extends AsyncDisposable {
  readonly folder: string;
  /** Removes what an emulator has kept. */
  empty(): Promise<void>;
}

/** @param parent a folder in which `@alr/runtime` is installed */
export async function createProject(parent: string): Promise<EmulatedProject> {
  const folder = await mkdtemp(join(parent, 'local-'));
  await writeFile(join(folder, 'lambda.yaml'), CONFIGURATION);
  await writeFile(join(folder, 'app.mjs'), HANDLER);
  const remove = (path: string) => rm(path, { recursive: true, force: true });
  return { folder, empty: () => remove(join(folder, '.alr')), [Symbol.asyncDispose]: () => remove(folder) };
}

const run = promisify(execFile);

type Listeners = Set<(event: EmulatorEvent) => void>;

/** `alr-builder local` in a separate process. */
export class Emulator implements AsyncDisposable {
  /** From the spawn of the process to the line that says that it listens, in milliseconds. */
  readonly startMs: number;
  readonly url: string;
  /** Of its console, with the token. */
  readonly consoleUrl: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #listeners: Listeners;

  private constructor(
    folder: string,
    child: ChildProcess,
    [url, consoleUrl]: readonly [string, string],
    startMs: number,
    listeners: Listeners,
  ) {
    this.#folder = folder;
    this.#child = child;
    this.url = url;
    this.consoleUrl = consoleUrl;
    this.startMs = startMs;
    this.#listeners = listeners;
  }

  static async start({ folder }: EmulatedProject, options: readonly string[]): Promise<Emulator> {
    const args = [CLI, 'local', '--port', '0', '--json', '--no-bundle', '--install-dir', folder, ...options];
    const startedAt = now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const listeners: Listeners = new Set();
    const listening = Promise.withResolvers<string>();
    const console = Promise.withResolvers<string>();
    createInterface({ input: child.stdout })
      .on('line', (line) => {
        const event = JSON.parse(line) as EmulatorEvent;
        if (event.type === 'listening') listening.resolve(event.url ?? '');
        if (event.type === 'console') console.resolve(event.url ?? '');
        for (const listener of listeners) listener(event);
      })
      .on('close', () => {
        for (const each of [listening, console]) each.reject(new Error('the emulator has ended'));
      });
    const url = await listening.promise;
    const startMs = now() - startedAt;
    return new Emulator(folder, child, [url, await console.promise], startMs, listeners);
  }

  /** Moves the clock of the sources forward. */
  async skip(duration: string): Promise<void> {
    await run(process.execPath, [
      CLI,
      'skip',
      duration,
      '--port',
      new URL(this.url).port,
      '--install-dir',
      this.#folder,
    ]);
  }

  usage(): Usage {
    return usageOf(this.#child.pid as number);
  }

  /** Collects what happens from now on, until so many events are of a type. */
  collect(type: string, count: number): Promise<readonly EmulatorEvent[]> {
    const events: EmulatorEvent[] = [];
    let missing = count;
    return new Promise((resolve) => {
      const listener = (event: EmulatorEvent) => {
        events.push(event);
        if (event.type !== type || --missing > 0) return;
        this.#listeners.delete(listener);
        resolve(events);
      };
      this.#listeners.add(listener);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
