import type { RunOrder, RunReport } from '../server/messages.ts';
import { ServerProcess } from '../server/server-process.ts';
import { ClientProcess } from './client-process.ts';
import type { Usage } from './process-usage.ts';
import type { Program } from './program.ts';

/** The cost and the report of a run. */
export interface Measured {
  readonly report: RunReport;
  /** The client's processor time per invocation, in milliseconds. */
  readonly cpu: number;
  /** Invocations per second. */
  readonly throughput: number;
}

/** A running client with its own server. */
export class Session implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: ClientProcess;

  private constructor(server: ServerProcess, client: ClientProcess) {
    this.#server = server;
    this.#client = client;
  }

  /** Starts the program, and waits until it requests its first event. */
  static async open(program: Program): Promise<Session> {
    const server = await ServerProcess.start();
    const client = new ClientProcess(program, server.address);
    await client.whileRunning(server.awaitNext());
    return new Session(server, client);
  }

  /** Serves the event to the client the given number of times, and measures the cost. */
  async run(order: RunOrder): Promise<Measured> {
    const before = this.usage();
    const report = await this.#client.whileRunning(this.#server.run(order));
    const cpu = (this.usage().cpu - before.cpu) / order.invocations;
    return { report, cpu, throughput: order.invocations / ((report.endedAt - report.beganAt) / 1000) };
  }

  /** The processor time and memory that the client has used so far. */
  usage(): Usage {
    return this.#client.usage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}
