import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the Runtime API. */
export interface SentRequest {
  readonly path: string;
  readonly errorType: string | undefined;
  readonly body: string;
}

/** A Runtime API on a real socket that returns the given events, accepts every response, and then waits. */
export class FakeRuntimeApi implements AsyncDisposable {
  readonly sent: SentRequest[] = [];
  readonly #events: string[];
  readonly #server: Server;

  private constructor(events: readonly string[]) {
    this.#events = [...events];
    this.#server = createServer({ maxHeaderSize: 128 * 1024 }, async (request, response) => {
      if (request.method === 'GET') {
        const event = this.#events.shift();
        const id = `id-${this.sent.length + 1}`;
        if (event !== undefined) response.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': id }).end(event);
        return;
      }
      const body = (await request.toArray()).join('');
      const errorType = request.headers['lambda-runtime-function-error-type'];
      this.sent.push({ path: request.url ?? '', errorType: errorType?.toString(), body });
      response.writeHead(202).end();
    });
  }

  static async start(...events: string[]): Promise<FakeRuntimeApi> {
    const api = new FakeRuntimeApi(events);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
