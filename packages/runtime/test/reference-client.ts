import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Client } from 'undici';

/** The status and body of a response. */
export interface ReceivedResponse {
  readonly status: number;
  readonly body: string;
}

/** Sends a request to a local port. Rejects if the response is not complete and valid. */
export type SendRequest = (port: number) => Promise<ReceivedResponse>;

/** Another HTTP client, which reads the given bytes from a real socket. */
export class ReferenceClient implements AsyncDisposable {
  readonly #sendRequest: SendRequest;
  readonly #server: Server;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor(sendRequest: SendRequest) {
    this.#sendRequest = sendRequest;
    this.#server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(this.#bytes));
    });
  }

  static async start(sendRequest: SendRequest): Promise<ReferenceClient> {
    const client = new ReferenceClient(sendRequest);
    client.#server.listen(0, '127.0.0.1');
    await once(client.#server, 'listening');
    return client;
  }

  /** Lets the client read a response. Undefined if the client rejects it. */
  async read(bytes: Buffer): Promise<ReceivedResponse | undefined> {
    this.#bytes = bytes;
    return this.#sendRequest((this.#server.address() as AddressInfo).port).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export async function requestWithNode(port: number): Promise<ReceivedResponse> {
  const sent = request({ host: '127.0.0.1', port, agent: false }).end();
  try {
    const [response] = (await Promise.race([once(sent, 'response'), once(sent, 'upgrade')])) as [IncomingMessage];
    const parts = await response.toArray();
    return { status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() };
  } finally {
    sent.destroy();
  }
}

export async function requestWithUndici(port: number): Promise<ReceivedResponse> {
  const client = new Client(`http://127.0.0.1:${port}`);
  try {
    const { statusCode, body } = await client.request({ method: 'GET', path: '/' });
    return { status: statusCode, body: Buffer.from(await body.arrayBuffer()).toString() };
  } finally {
    await client.destroy();
  }
}
