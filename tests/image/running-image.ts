import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { promisify } from 'node:util';
import { type LocalServer, startLocal } from '@alr/builder';
import type { ContainerEngine } from './container-engine.ts';

const run = promisify(execFile);

/** A running container of a function, invoked through the emulator. */
export interface RunningImage extends AsyncDisposable {
  invoke(event: unknown): Promise<unknown>;
  /** What the function has logged so far. */
  log(): string;
  /** Resolves when the function has logged a line with this text; the log may arrive after the response. */
  logged(text: string): Promise<void>;
  /** The time from the container's start to its first request for an event, in ms, reported after the first invocation. */
  readonly startUpMs: Promise<number>;
}

/** How an image is run. */
export interface RunOptions {
  /** The user and group. Default: those of Lambda, 993:990. */
  readonly user?: string;
  /** The number of concurrent invocations, as on managed instances. */
  readonly concurrency?: number;
  /** Environment variables of the function. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs an image on the emulator. */
export async function runImage(engine: ContainerEngine, tag: string, options: RunOptions = {}): Promise<RunningImage> {
  const { user, concurrency, env } = options;
  const lines = new EventEmitter();
  const log: string[] = [];
  const startUp = Promise.withResolvers<number>();
  const local: LocalServer = await startLocal({
    port: 0,
    concurrency,
    env,
    memory: 512,
    image: {
      tag,
      engine: engine.command,
      options: user === undefined ? [] : [`--user=${user}`],
    },
    onEvent(event) {
      if (event.type === 'log') {
        log.push(event.line);
        lines.emit('line');
      }
      if (event.type === 'end' && event.initDurationMs !== undefined) startUp.resolve(event.initDurationMs);
    },
  });
  return {
    log: () => log.join('\n'),
    async logged(text) {
      while (!log.some((line) => line.includes(text))) await once(lines, 'line');
    },
    startUpMs: startUp.promise,
    async invoke(event) {
      const url = `${local.url}/2015-03-31/functions/function/invocations`;
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch {
        // It is a stream of plain text.
        return text;
      }
    },
    [Symbol.asyncDispose]: () => local.close(),
  };
}

/** Runs JavaScript with the Node of an image, and resolves to the output. */
export async function runInImage(engine: ContainerEngine, tag: string, script: string): Promise<string> {
  const options = ['run', '--rm', '--user=993:990', '--entrypoint=/usr/local/bin/node'];
  const { stdout } = await run(engine.command, [...options, tag, '-e', script]);
  return stdout.trim();
}
