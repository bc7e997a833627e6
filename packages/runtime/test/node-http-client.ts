import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Node's own HTTP client, reading bytes that come from a real socket. */
export class NodeHttpClient implements AsyncDisposable {
  readonly #server: Server;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor() {
    this.#server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(this.#bytes));
    });
  }

  static async start(): Promise<NodeHttpClient> {
    const client = new NodeHttpClient();
    client.#server.listen(0, '127.0.0.1');
    await once(client.#server, 'listening');
    return client;
  }

  /** Status and body of the answer in the bytes; undefined where the client finds no whole answer in them. */
  async read(bytes: Buffer): Promise<{ status: number; body: string } | undefined> {
    this.#bytes = bytes;
    const { port } = this.#server.address() as AddressInfo;
    const asked = request({ host: '127.0.0.1', port, agent: false }).end();
    try {
      const [answer] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as [IncomingMessage];
      const parts = await answer.toArray();
      return { status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() };
    } catch {
      return undefined;
    } finally {
      asked.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}
