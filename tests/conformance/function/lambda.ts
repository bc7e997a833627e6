import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import type { Exchange } from '../server/exchange.ts';
import { FUNCTION_ARN, type InvocationOptions } from '../server/responses.ts';
import { RuntimeApiServer } from '../server/runtime-api-server.ts';
import { type Exit, FunctionProcess } from './function-process.ts';
import { buildSnapshot } from './snapshot-start.ts';

/** The files of a function by their paths in its folder. */
export type Files = Readonly<Record<string, string>>;

/** A module for `preload` that returns the stacks of the function's active timers. */
export const TIMER_PROBE: string = join(import.meta.dirname, 'timer-probe.ts');

export interface LambdaOptions {
  /** The bootstrap's argument; null passes none. Default: `app`. */
  readonly handler?: string | null;
  /** Additional environment variables; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A program in the function's folder that runs instead of the bootstrap, without arguments. */
  readonly program?: string;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
  /** A module to load before the bootstrap; `FunctionProcess.ask` sends it messages. */
  readonly preload?: string;
  /** The folder where the runtime is installed. Default: the project without the event package. */
  readonly project?: string;
  /** Packages of these tests that the function can import. */
  readonly packages?: readonly string[];
  /** Prepares the API before the process starts. */
  readonly api?: (api: RuntimeApiServer) => void;
  /** The working directory, relative to the function's folder. Default: the folder itself. */
  readonly cwd?: string;
}

/** A function with the packed runtime and its own Runtime API. Disposing of it throws violations of the protocol. */
export class Lambda implements AsyncDisposable {
  readonly api: RuntimeApiServer;
  readonly process: FunctionProcess;
  readonly folder: string;

  constructor(api: RuntimeApiServer, process: FunctionProcess, folder: string) {
    this.api = api;
    this.process = process;
    this.folder = folder;
    void process.exited.then(({ code, signal }) =>
      api.finish(new Error(`the process exited with ${signal ?? code}; its stderr:\n${process.stderr}`)),
    );
  }

  /** Kills the process, and returns its whole log. */
  async log(): Promise<string> {
    this.process.kill('SIGKILL');
    await this.exited;
    return this.process.stderr;
  }

  get exited(): Promise<Exit> {
    return this.process.exited;
  }

  /** Sends an event, and waits for the response. */
  invoke(event: unknown = {}, options: InvocationOptions = {}): Promise<Exchange> {
    this.api.next({ event, ...options });
    return this.api.response();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.api.close();
    } finally {
      this.process.kill('SIGKILL');
      await this.exited;
    }
  }
}

/**
 * Starts the bootstrap.
 * @param source the files of the function, or the text of its `app.mjs`
 */
export async function start(source: string | Files, options: LambdaOptions = {}): Promise<Lambda> {
  const files = typeof source === 'string' ? { 'app.mjs': source } : source;
  if (inject('start') === 'snapshot' && isInImage(options)) {
    return startFromSnapshot(files, options, options.handler ?? 'app');
  }
  return startIn(await writeFunction(files, options.project), options);
}

/** Starts a function with a number of concurrent invocations. */
export function startConcurrent(
  source: string | Files,
  concurrency: number,
  options: LambdaOptions = {},
): Promise<Lambda> {
  return start(source, {
    ...options,
    env: { AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency), ...options.env },
    api: (api) => {
      api.concurrency = concurrency;
      options.api?.(api);
    },
  });
}

/** Starts the bootstrap in a folder with a function. */
export async function startIn(folder: string, options: LambdaOptions = {}): Promise<Lambda> {
  for (const name of options.packages ?? []) await linkPackage(name, folder);
  const api = await RuntimeApiServer.start();
  options.api?.(api);
  const process = new FunctionProcess({
    node: inject('node').path,
    args: argumentsOf(folder, options),
    cwd: join(folder, options.cwd ?? ''),
    env: environment(api.address, folder, options.env),
    withChannel: options.preload !== undefined,
  });
  return new Lambda(api, process, folder);
}

/** Whether the image's bootstrap runs the function, from the bundle. */
function isInImage({ program, nodeOptions, preload, cwd, handler }: LambdaOptions): boolean {
  return [program, nodeOptions, preload, cwd].every((option) => option === undefined) && handler !== null;
}

/** Builds the function as the image does, and starts it from a snapshot of its packages. */
async function startFromSnapshot(files: Files, options: LambdaOptions, handler: string): Promise<Lambda> {
  const { packages = [], project } = options;
  const built = await buildSnapshot([files, handler, packages, project ?? ''], handler, async () => {
    const written = await writeFunction({ 'package.json': '{}', ...files }, project);
    for (const name of packages) await linkPackage(name, written);
    return written;
  });
  if (built === undefined) return startIn(await writeFunction(files, project), options);
  const { folder, task } = built;
  const api = await RuntimeApiServer.start();
  options.api?.(api);
  const process = new FunctionProcess({
    node: join(task, 'alr-bootstrap.js'),
    args: [handler],
    cwd: folder,
    env: environment(api.address, task, options.env),
    withChannel: false,
  });
  return new Lambda(api, process, folder);
}

/** Writes a function into a folder below the installed packages, as in a user's project. */
export async function writeFunction(files: Files, project: string = inject('packed').project): Promise<string> {
  const parent = join(project, 'functions');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'function-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Lets a function import a package of these tests. */
export async function linkPackage(name: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules', name), target);
}

function argumentsOf(folder: string, options: LambdaOptions): string[] {
  const { handler = 'app', program, nodeOptions = [], preload, project = inject('packed').project } = options;
  const importOptions = preload === undefined ? [] : ['--import', preload];
  if (program !== undefined) return [...nodeOptions, ...importOptions, join(folder, program)];
  const bin = join(project, 'node_modules', '.bin', 'alr-bootstrap');
  return [...nodeOptions, ...importOptions, bin, ...(handler === null ? [] : [handler])];
}

/** The environment of a function in a container image. */
function environment(address: string, folder: string, changes: LambdaOptions['env'] = {}): Record<string, string> {
  const all = {
    PATH: process.env.PATH,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: FUNCTION_ARN.split(':').at(-1),
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tested',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[7]0123456789abcdef',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: folder,
    ...inject('env'),
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
