import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiAddress } from '../src/runtime-api/connection.ts';

/** What the platform got for an invocation. */
export interface Outcome {
  readonly call: 'response' | 'error';
  readonly body: string;
  /** The type of the error in the trailers of a stream. */
  readonly errorTrailer: string | undefined;
}

/** An invocation, from when it is queued until the platform has accepted its outcome. */
export interface LateInvocation {
  readonly id: string;
  /** Resolves when the whole outcome has arrived, which is some time before the runtime learns that. */
  readonly received: Promise<Outcome>;
  /** Resolves when the response of the platform is on its way. */
  readonly accepted: Promise<void>;
}

interface OpenInvocation extends LateInvocation {
  readonly event: unknown;
  readonly receive: (outcome: Outcome) => void;
  readonly accept: () => void;
  /** The calls that have arrived, of which there must be one. */
  readonly calls: string[];
}

/**
 * A Runtime API on a real socket that takes its time: between the end of an outcome and its acceptance, the event loop
 * makes several turns. It records what the real platform would reject.
 */
export class LateRuntimeApi implements AsyncDisposable {
  readonly violations: string[] = [];
  readonly #server: Server;
  readonly #concurrency: number;
  readonly #delay: number;
  readonly #queue: OpenInvocation[] = [];
  readonly #polls: ServerResponse[] = [];
  readonly #open = new Map<string, OpenInvocation>();
  #count = 0;

  private constructor(concurrency: number, delay: number) {
    this.#concurrency = concurrency;
    this.#delay = delay;
    this.#server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
      if (request.method === 'GET') this.#poll(response);
      else void this.#receive(request, response);
    });
  }

  /**
   * @param concurrency how many invocations can be open at the same time
   * @param delay how many turns of the event loop an acceptance takes
   */
  static async start(concurrency: number, delay = 12): Promise<LateRuntimeApi> {
    const api = new LateRuntimeApi(concurrency, delay);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  get address(): ApiAddress {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** Queues an event. */
  invoke(event: unknown): LateInvocation {
    this.#count += 1;
    const { promise: received, resolve: receive } = Promise.withResolvers<Outcome>();
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const invocation = { id: `id-${this.#count}`, event, received, receive, accepted, accept, calls: [] };
    this.#queue.push(invocation);
    this.#dispatch();
    return invocation;
  }

  /** Finds an open invocation. */
  invocation(id: string): LateInvocation | undefined {
    return this.#open.get(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #poll(response: ServerResponse): void {
    this.#polls.push(response);
    const open = this.#open.size;
    if (this.#polls.length + open > this.#concurrency) {
      this.violations.push(`a poll while ${open} invocations are not accepted yet`);
    }
    this.#dispatch();
  }

  #dispatch(): void {
    while (this.#polls.length > 0 && this.#queue.length > 0) {
      const invocation = this.#queue.shift() as OpenInvocation;
      this.#open.set(invocation.id, invocation);
      const headers = { 'Lambda-Runtime-Aws-Request-Id': invocation.id };
      this.#polls.shift()?.writeHead(200, headers).end(JSON.stringify(invocation.event));
    }
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', call = ''] = /\/invocation\/([^/]+)\/(response|error)$/.exec(request.url ?? '') ?? [];
    const invocation = this.#open.get(id);
    if (invocation === undefined || invocation.calls.length > 0) {
      this.violations.push(`an outcome of ${request.url}, which is not open`);
    }
    invocation?.calls.push(call);
    let body: string;
    try {
      body = (await request.toArray()).join('');
    } catch {
      this.violations.push(`the outcome of ${id} is not complete`);
      return;
    }
    const errorTrailer = request.trailers['lambda-runtime-function-error-type'];
    invocation?.receive({ call: call as Outcome['call'], body, errorTrailer });
    await turns(this.#delay);
    this.#open.delete(id);
    response.writeHead(202).end();
    invocation?.accept();
  }
}

/** Lets the event loop make some turns. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
