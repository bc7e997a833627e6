import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { promisify } from 'node:util';
import { type LocalServer, startLocal } from '@alr/builder';
import type { ContainerEngine } from './container-engine.ts';

const run = promisify(execFile);

/** A function's image that runs, invoked through the emulator. */
export interface RunningImage extends AsyncDisposable {
  invoke(event: unknown): Promise<unknown>;
  /** Resolves when the function has written a line with this text: the log comes behind the reply. */
  logged(text: string): Promise<void>;
  /** From the container's start to its first call for an event, in ms; told with the first invocation's end. */
  readonly startUpMs: Promise<number>;
}

/** The options with which a container has no more than Lambda gives it: a read-only root, /tmp, no privileges. */
function asOnLambda(user: string): string[] {
  return [
    ...['--rm', '--network=host', '--read-only', '--tmpfs=/tmp:rw,size=512m,mode=1777'],
    ...['--cap-drop=all', '--security-opt=no-new-privileges', '--memory=512m', `--user=${user}`],
  ];
}

/** How an image is run. */
export interface RunOptions {
  /** Default: Lambda's, 993:990. */
  readonly user?: string;
  /** Invocations at once, as on managed instances. */
  readonly concurrency?: number;
}

/** Runs an image as Lambda does, with the emulator's Runtime API. */
export async function runImage(engine: ContainerEngine, tag: string, options: RunOptions = {}): Promise<RunningImage> {
  const { user = '993:990', concurrency } = options;
  const name = `alr-test-${process.pid}-${Date.now()}`;
  const lines = new EventEmitter();
  const log: string[] = [];
  const startUp = Promise.withResolvers<number>();
  const local: LocalServer = await startLocal({
    port: 0,
    concurrency,
    // Of the environment, only what is about the Runtime API: the rest is the image's own.
    command: [
      engine.command,
      'run',
      ...asOnLambda(user),
      ...engine.runOptions,
      `--name=${name}`,
      '--env=AWS_LAMBDA_RUNTIME_API',
      ...(concurrency === undefined ? [] : ['--env=AWS_LAMBDA_MAX_CONCURRENCY']),
      tag,
    ],
    onEvent(event) {
      if (event.type === 'log') {
        log.push(event.line);
        lines.emit('line');
      }
      if (event.type === 'end' && event.initDurationMs !== undefined) startUp.resolve(event.initDurationMs);
    },
  });
  return {
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
        // a stream of plain text
        return text;
      }
    },
    async [Symbol.asyncDispose]() {
      await local.close();
      // gone by itself, mostly
      await run(engine.command, ['rm', '--force', name]).catch(() => undefined);
    },
  };
}

/** Runs a piece of JavaScript with the Node of an image; resolves to what it prints. */
export async function runInImage(engine: ContainerEngine, tag: string, script: string): Promise<string> {
  const options = ['run', ...asOnLambda('993:990'), ...engine.runOptions, '--entrypoint=/usr/local/bin/node'];
  const { stdout } = await run(engine.command, [...options, tag, '-e', script]);
  return stdout.trim();
}
