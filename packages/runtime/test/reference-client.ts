import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Client } from 'undici';

/** Status and body of an answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How a client asks a server on this machine; rejects where it finds no whole answer. */
export type Ask = (port: number) => Promise<Answer>;

/** Somebody else's HTTP client, reading bytes that come from a real socket. */
export class ReferenceClient implements AsyncDisposable {
  readonly #ask: Ask;
  readonly #server: Server;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor(ask: Ask) {
    this.#ask = ask;
    this.#server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(this.#bytes));
    });
  }

  static async start(ask: Ask): Promise<ReferenceClient> {
    const client = new ReferenceClient(ask);
    client.#server.listen(0, '127.0.0.1');
    await once(client.#server, 'listening');
    return client;
  }

  /** The answer in the bytes; undefined where the client finds no whole answer in them. */
  async read(bytes: Buffer): Promise<Answer | undefined> {
    this.#bytes = bytes;
    return this.#ask((this.#server.address() as AddressInfo).port).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export async function askByNode(port: number): Promise<Answer> {
  const asked = request({ host: '127.0.0.1', port, agent: false }).end();
  try {
    const [answer] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as [IncomingMessage];
    const parts = await answer.toArray();
    return { status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() };
  } finally {
    asked.destroy();
  }
}

export async function askByUndici(port: number): Promise<Answer> {
  const client = new Client(`http://127.0.0.1:${port}`);
  try {
    const { statusCode, body } = await client.request({ method: 'GET', path: '/' });
    return { status: statusCode, body: Buffer.from(await body.arrayBuffer()).toString() };
  } finally {
    await client.destroy();
  }
}
