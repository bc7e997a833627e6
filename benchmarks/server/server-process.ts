import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RunOrder, RunReport, ServerMessage, ServerRequest } from './messages.ts';

/** The server's process, as the benchmark sees it. It answers one request at a time. */
export class ServerProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  /** What `AWS_LAMBDA_RUNTIME_API` is to be. */
  readonly address: string;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.address = `127.0.0.1:${port}`;
  }

  /** Starts a server on a port of its own. */
  static async start(): Promise<ServerProcess> {
    const process = fork(join(import.meta.dirname, 'main.ts'), { execArgv: [] });
    const message = await nextMessage(process);
    if (message.kind !== 'listening') throw new Error(`the server began with ${message.kind}`);
    return new ServerProcess(process, message.port);
  }

  /** When the next `/next` arrives; it stays without an answer until a run begins. */
  async awaitNext(): Promise<number> {
    const message = await this.#ask({ kind: 'await-next' });
    if (message.kind !== 'next') throw new Error(`the server answered with ${message.kind}`);
    return message.at;
  }

  /** Hands an event out to the client, so many times. */
  async run(order: RunOrder): Promise<RunReport> {
    const message = await this.#ask({ kind: 'run', ...order });
    if (message.kind === 'broken') throw new Error(message.reason);
    if (message.kind !== 'done') throw new Error(`the server answered with ${message.kind}`);
    return message;
  }

  /** Closes the connections of a client that has ended, so that nothing is handed out to it any more. */
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
