import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { now } from '../clock.ts';
import { type Usage, usageOf } from './process-usage.ts';
import type { Program } from './program.ts';

const LOG_TAIL = 4000;

/** A running function: a runtime client with a handler in it. */
export class ClientProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  #log = '';
  /** The time just before the spawn. */
  readonly spawnedAt: number;

  /** Spawns the program with its standard output and error on pipes, as on Lambda. */
  constructor(program: Program, runtimeApi: string) {
    const { command = process.execPath, args, cwd } = program;
    const env = { ...program.env, AWS_LAMBDA_RUNTIME_API: runtimeApi };
    this.spawnedAt = now();
    this.#process = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Unlike `exit`, `close` comes after the last output.
    this.#exited = once(this.#process, 'close');
    const keep = (text: Buffer) => {
      this.#log = (this.#log + text.toString()).slice(-LOG_TAIL);
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
  }

  /** The processor time and memory that it has used so far. */
  usage(): Usage {
    return usageOf(this.#process.pid as number);
  }

  /** Waits for the server's report. Fails with the client's last output if the client exits first. */
  async whileRunning<T>(work: Promise<T>): Promise<T> {
    const ended = this.#exited.then(() => {
      throw new Error(`the client exited; its last output:\n${this.#log}`);
    });
    return Promise.race([work, ended]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }
}
