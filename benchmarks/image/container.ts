import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
// @boundaries-ignore an engine needs the same options in the image tests
import type { ContainerEngine } from '../../tests/image/container-engine.ts';
import { environment, type Program } from '../clients/program.ts';
import type { Response } from '../figures/start-once.ts';
import type { StartOrder } from './starter.ts';

const run = promisify(execFile);
const BENCHMARKS = dirname(import.meta.dirname);
const NODE = '/usr/local/bin/node';

/** Runs the image as Lambda does: as this user, without privileges, and with only /tmp writable. */
const asOnLambda = [
  ...['--rm', '--interactive', '--network=host', '--user=993:990', '--cap-drop=all'],
  ...['--security-opt=no-new-privileges', '--read-only', '--tmpfs=/tmp:rw,size=512m,mode=1777'],
];

/** What an image starts, and in which folder and environment. */
export async function programOfImage({ command }: ContainerEngine, image: string): Promise<Program> {
  const { stdout } = await run(command, ['image', 'inspect', image]);
  const [{ Config }] = JSON.parse(stdout) as [{ Config: ImageConfig }];
  const [executable, ...args] = [...(Config.Entrypoint ?? []), ...(Config.Cmd ?? [])];
  if (executable === undefined) throw new Error(`${image} has no entry point: name an image of alr-builder`);
  const cwd = Config.WorkingDir;
  const variables = Config.Env.map((variable) => variable.split(/=(.*)/s, 2) as [string, string]);
  return { command: executable, args, cwd, env: { ...environment(cwd), ...Object.fromEntries(variables) } };
}

/** The raw socket, in the same folder and environment. */
export function limitInImage({ cwd, env }: Program): Program {
  return { args: ['/benchmarks/clients/limit.cjs', 'echo'], cwd, env };
}

interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
}

/** A container that starts programs on request. Its own start would hide that of a program. */
export class Container implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** @param mounts folders of this machine, by the path that they have in the container */
  constructor({ command }: ContainerEngine, image: string, mounts: Readonly<Record<string, string>> = {}) {
    const volumes = Object.entries({ ...mounts, '/benchmarks': BENCHMARKS });
    const options = [
      ...asOnLambda,
      ...volumes.map(([path, folder]) => `--volume=${folder}:${path}:ro`),
      '--env=NODE_DISABLE_COMPILE_CACHE=1',
      `--entrypoint=${NODE}`,
    ];
    this.#process = spawn(command, ['run', ...options, image, '/benchmarks/image/starter.ts'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = this.#process.stdout as NodeJS.ReadableStream;
    this.#lines = createInterface({ input: output })[Symbol.asyncIterator]();
  }

  /** Starts a program, and ends it after its first response. */
  async start(order: StartOrder): Promise<Response> {
    this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('a container of the benchmark has ended');
    const result = JSON.parse(value) as Response | { readonly error: string };
    if ('error' in result) throw new Error(result.error);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#process, 'close');
    this.#process.stdin?.end();
    await closed;
  }
}
