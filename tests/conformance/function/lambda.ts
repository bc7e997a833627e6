import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { FUNCTION_ARN, type InvocationOptions } from '../server/answers.ts';
import type { Exchange } from '../server/exchange.ts';
import { RuntimeApiServer } from '../server/runtime-api-server.ts';
import { type Exit, FunctionProcess } from './function-process.ts';

/** The files of a function, by their paths in its folder. */
export type Files = Readonly<Record<string, string>>;

/** For `preload`: the function can be asked where its armed timers were made. */
export const TIMER_PROBE: string = join(import.meta.dirname, 'timer-probe.ts');

export interface LambdaOptions {
  /** The bootstrap's argument; null passes none. Default: `app`. */
  readonly handler?: string | null;
  /** Variables beside the usual ones; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A program of the function's own, in its folder, in place of the bootstrap; it gets no argument. */
  readonly program?: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A module to load ahead of the bootstrap, which can be asked over a channel. */
  readonly preload?: string;
  /** Where the runtime is installed. Default: the project without the event package. */
  readonly project?: string;
  /** Packages that these tests have, for the function to import as well. */
  readonly packages?: readonly string[];
  /** Prepares the API before the process starts. */
  readonly api?: (api: RuntimeApiServer) => void;
  /** The working directory, below the function's folder. Default: the folder itself. */
  readonly cwd?: string;
}

/** A function under the packed runtime, beside a Runtime API of its own. Dispose of it: that is what judges the protocol. */
export class Lambda implements AsyncDisposable {
  readonly api: RuntimeApiServer;
  readonly process: FunctionProcess;
  readonly folder: string;

  constructor(api: RuntimeApiServer, process: FunctionProcess, folder: string) {
    this.api = api;
    this.process = process;
    this.folder = folder;
    void process.exited.then(({ code, signal }) =>
      api.finish(new Error(`the process ended with ${signal ?? code}, having written:\n${process.stderr}`)),
    );
  }

  /** Ends the process, and gives back all that it logged. */
  async log(): Promise<string> {
    this.process.kill('SIGKILL');
    await this.exited;
    return this.process.stderr;
  }

  get exited(): Promise<Exit> {
    return this.process.exited;
  }

  /** Hands out an event, and waits for the reply to it. */
  invoke(event: unknown = {}, options: InvocationOptions = {}): Promise<Exchange> {
    this.api.next({ event, ...options });
    return this.api.reply();
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

/** Starts the bootstrap on the files of a function; a text is its `app.mjs`. */
export async function start(source: string | Files, options: LambdaOptions = {}): Promise<Lambda> {
  const files = typeof source === 'string' ? { 'app.mjs': source } : source;
  return startIn(await writeFunction(files, options.project), options);
}

/** Starts a function that is handed up to so many invocations at once. */
export function startConcurrent(source: string | Files, atOnce: number, options: LambdaOptions = {}): Promise<Lambda> {
  return start(source, {
    ...options,
    env: { AWS_LAMBDA_MAX_CONCURRENCY: String(atOnce), ...options.env },
    api: (api) => {
      api.concurrency = atOnce;
      options.api?.(api);
    },
  });
}

/** Starts the bootstrap on the function in a folder. */
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

/** Writes a function below the folder where the packages are installed, as a user's project has them. */
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

async function linkPackage(name: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules', name), target);
}

function argumentsOf(folder: string, options: LambdaOptions): string[] {
  const { handler = 'app', program, nodeOptions = [], preload, project = inject('packed').project } = options;
  const ahead = preload === undefined ? [] : ['--import', preload];
  if (program !== undefined) return [...nodeOptions, ...ahead, join(folder, program)];
  const bin = join(project, 'node_modules', '.bin', 'alr-bootstrap');
  return [...nodeOptions, ...ahead, bin, ...(handler === null ? [] : [handler])];
}

/** What a container-image function finds in its environment. */
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
