import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ApiAddress } from '../src/runtime-api/connection.ts';

/** A server of raw sockets. Each test decides what it sends, and when. */
export class ScriptedServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #peers: Peer[] = [];
  readonly #waiting: ((peer: Peer) => void)[] = [];
  #taken = 0;

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      const peer = new Peer(socket);
      this.#peers.push(peer);
      this.#waiting.shift()?.(peer);
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get address(): ApiAddress {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  get connectionCount(): number {
    return this.#peers.length;
  }

  /** Returns the next connection of a client, or waits for it. */
  accept(): Promise<Peer> {
    const peer = this.#peers[this.#taken++];
    return peer === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(peer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) peer.reset();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The server's end of one connection. */
export class Peer {
  readonly #socket: Socket;
  #received = '';
  readonly closed: Promise<unknown>;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text;
    });
  }

  /** Waits until the received text matches, and returns and clears all of it. */
  async receive(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#received)) await once(this.#socket, 'data');
    const all = this.#received;
    this.#received = '';
    return all;
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Sends a response like the Runtime API. */
  respond(status: number, body = '', headers = ''): void {
    this.send(`HTTP/1.1 ${status} Status\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`);
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
