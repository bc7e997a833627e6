import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RunOrder, RunReport, ServerMessage, ServerRequest } from './messages.ts';

/** Controls the server's process. It handles one request at a time. */
export class ServerProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  /** The value of `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.address = `127.0.0.1:${port}`;
  }

  /** Starts a server on a free port. */
  static async start(): Promise<ServerProcess> {
    const process = fork(join(import.meta.dirname, 'main.ts'), { execArgv: [] });
    const message = await nextMessage(process);
    if (message.kind !== 'listening') throw new Error(`unexpected first message of the server: ${message.kind}`);
    return new ServerProcess(process, message.port);
  }

  /** The time when the next `/next` arrives, which stays pending until a run begins. */
  async awaitNext(): Promise<number> {
    const message = await this.#ask({ kind: 'await-next' });
    if (message.kind !== 'next') throw new Error(`unexpected message of the server: ${message.kind}`);
    return message.at;
  }

  /** Serves an event to the client the given number of times. */
  async run(order: RunOrder): Promise<RunReport> {
    const message = await this.#ask({ kind: 'run', ...order });
    if (message.kind === 'failed') throw new Error(message.reason);
    if (message.kind !== 'done') throw new Error(`unexpected message of the server: ${message.kind}`);
    return message;
  }

  /** Closes all connections, so that nothing is sent to a client that has exited. */
  async reset(): Promise<void> {
    await this.#ask({ kind: 'reset' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }

  #ask(request: ServerRequest): Promise<ServerMessage> {
    this.#process.send(request);
    return nextMessage(this.#process);
  }
}

async function nextMessage(process: ChildProcess): Promise<ServerMessage> {
  const stop = new AbortController();
  const ended = once(process, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`the benchmark's server exited: ${String(code)}`);
  });
  try {
    const [message] = (await Promise.race([once(process, 'message', { signal: stop.signal }), ended])) as [
      ServerMessage,
    ];
    return message;
  } finally {
    stop.abort();
  }
}
