import type { RunOrder, RunReport } from '../server/messages.ts';
import { ServerProcess } from '../server/server-process.ts';
import { ClientProcess } from './client-process.ts';
import type { Usage } from './process-usage.ts';
import type { Program } from './program.ts';

/** What a run took, and how it went. */
export interface Measured {
  readonly report: RunReport;
  /** The client's processor time for an invocation, in milliseconds. */
  readonly cpu: number;
  /** Invocations a second. */
  readonly throughput: number;
}

/** A running client with a server of its own. */
export class Session implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: ClientProcess;

  private constructor(server: ServerProcess, client: ClientProcess) {
    this.#server = server;
    this.#client = client;
  }

  /** Starts the program, and waits until it asks for its first event. */
  static async open(program: Program): Promise<Session> {
    const server = await ServerProcess.start();
    const client = new ClientProcess(program, server.address);
    await client.whileRunning(server.awaitNext());
    return new Session(server, client);
  }

  /** Hands the event out to the client, so many times, and measures what that takes. */
  async run(order: RunOrder): Promise<Measured> {
    const before = this.usage();
    const report = await this.#client.whileRunning(this.#server.run(order));
    const cpu = (this.usage().cpu - before.cpu) / order.invocations;
    return { report, cpu, throughput: order.invocations / ((report.endedAt - report.beganAt) / 1000) };
  }

  /** What the client has taken of the machine so far. */
  usage(): Usage {
    return this.#client.usage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}
