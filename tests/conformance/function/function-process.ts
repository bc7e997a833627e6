import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface FunctionProcessOptions {
  readonly node: string;
  /** Arguments of Node: its options, the bootstrap, the handler. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing of the tests' own leaks into the function. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens a channel for messages to and from a module that is loaded ahead. */
  readonly withChannel: boolean;
}

/** The bootstrap as a process of its own, and what it wrote. */
export class FunctionProcess {
  stdout = '';
  stderr = '';
  /** Settles when the process has ended and all that it wrote is here. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #onOutput = Promise.withResolvers<void>();

  constructor({ node, args, cwd, env, withChannel }: FunctionProcessOptions) {
    const stdio = ['ignore', 'pipe', 'pipe', withChannel ? 'ipc' : 'ignore'] as const;
    this.#child = spawn(node, args, { cwd, env, stdio: [...stdio] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text) => this.#note('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => this.#note('stderr', text));
    this.exited = once(this.#child, 'close').then(([code, signal]) => {
      this.#onOutput.resolve();
      return { code, signal };
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start');
    return this.#child.pid;
  }

  /** The first line on stderr that matches, as soon as it is there; rejects where the process ends without it. */
  async logged(pattern: RegExp): Promise<string> {
    let hasEnded = false;
    void this.exited.then(() => {
      hasEnded = true;
    });
    for (;;) {
      const line = this.stderr.split('\n').find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (hasEnded) throw new Error(`the process ended without a line like ${pattern} in:\n${this.stderr}`);
      await Promise.race([this.#onOutput.promise, this.exited]);
    }
  }

  /** Sends a message to the module loaded ahead, and gives back its answer. */
  async ask(message: string): Promise<unknown> {
    this.#child.send(message);
    const [answer] = await once(this.#child, 'message');
    return answer;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #note(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#onOutput.resolve();
    this.#onOutput = Promise.withResolvers();
  }
}
