import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { FUNCTION_ARN, type InvocationOptions } from '../server/answers.ts';
import type { Exchange } from '../server/exchange.ts';
import { RuntimeApiServer } from '../server/runtime-api-server.ts';
import { type Exit, FunctionProcess } from './function-process.ts';

/** The files of a function, by their paths in its folder. */
export type Files = Readonly<Record<string, string>>;

export interface LambdaOptions {
  /** The bootstrap's argument; null passes none. Default: `app`. */
  readonly handler?: string | null;
  /** Variables beside the usual ones; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A module to load ahead of the bootstrap, which can be asked over a channel. */
  readonly preload?: string;
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

  /** Everything logged so far. */
  get log(): string {
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
    this.process.kill('SIGKILL');
    await this.exited;
    await this.api.close();
  }
}

/** Starts the bootstrap on the files of a function; a text is its `app.mjs`. */
export async function start(source: string | Files, options: LambdaOptions = {}): Promise<Lambda> {
  const api = await RuntimeApiServer.start();
  options.api?.(api);
  const folder = await writeFunction(typeof source === 'string' ? { 'app.mjs': source } : source);
  const process = new FunctionProcess({
    node: inject('node'),
    args: argumentsOf(options),
    cwd: join(folder, options.cwd ?? ''),
    env: environment(api.address, folder, options.env),
    withChannel: options.preload !== undefined,
  });
  return new Lambda(api, process, folder);
}

/** Writes a function below the folder where the packages are installed, as a user's project has them. */
export async function writeFunction(files: Files): Promise<string> {
  const parent = join(inject('packed').project, 'functions');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'function-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The bin as npm installs it. */
export function bootstrap(): string {
  return join(inject('packed').project, 'node_modules', '.bin', 'alr-bootstrap');
}

function argumentsOf({ handler = 'app', nodeOptions = [], preload }: LambdaOptions): string[] {
  const ahead = preload === undefined ? [] : ['--import', preload];
  return [...nodeOptions, ...ahead, bootstrap(), ...(handler === null ? [] : [handler])];
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
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
