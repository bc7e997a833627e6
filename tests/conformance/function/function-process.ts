import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a process exited. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface FunctionProcessOptions {
  readonly node: string;
  /** Arguments of Node: its options, the bootstrap, the handler. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment. The function inherits no variable of the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens a channel to a preloaded module. */
  readonly withChannel: boolean;
}

/** A process of the bootstrap, and its output. */
export class FunctionProcess {
  stdout = '';
  stderr = '';
  /** Resolves when the process has exited and all of its output was read. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #onOutput = Promise.withResolvers<void>();

  constructor({ node, args, cwd, env, withChannel }: FunctionProcessOptions) {
    const stdio = ['ignore', 'pipe', 'pipe', withChannel ? 'ipc' : 'ignore'] as const;
    this.#child = spawn(node, args, { cwd, env, stdio: [...stdio] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text) => this.#append('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => this.#append('stderr', text));
    this.exited = once(this.#child, 'close').then(([code, signal]) => {
      this.#onOutput.resolve();
      return { code, signal };
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start');
    return this.#child.pid;
  }

  /** Waits for the first line on stderr that matches. Rejects if the process exits without it. */
  async logged(pattern: RegExp): Promise<string> {
    let hasExited = false;
    void this.exited.then(() => {
      hasExited = true;
    });
    for (;;) {
      const line = this.stderr.split('\n').find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (hasExited) throw new Error(`the process exited without a line that matches ${pattern}:\n${this.stderr}`);
      await Promise.race([this.#onOutput.promise, this.exited]);
    }
  }

  /** Sends a message to the preloaded module, and returns its response. */
  async ask(message: string): Promise<unknown> {
    this.#child.send(message);
    const [response] = await once(this.#child, 'message');
    return response;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #append(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#onOutput.resolve();
    this.#onOutput = Promise.withResolvers();
  }
}
