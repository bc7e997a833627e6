import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Server } from './node-http.ts';

/** What a connection with HTTP/2 begins with: https://www.rfc-editor.org/rfc/rfc9113#preface */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** The parser of HTTP/1.1 has read the preface of HTTP/2. */
interface PrefaceError extends Error {
  readonly code: 'HPE_PAUSED_H2_UPGRADE';
  /** The packet that the parser has read last, and how much of it belongs to the preface. */
  readonly rawPacket: Buffer;
  readonly bytesParsed: number;
}

/** Responds to a request. With HTTP/2, it gets Node's compatible objects. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A server for HTTP/1.1, and for HTTP/2 without TLS at the same port, which AWS's client for Kinesis speaks. The parser of
 * HTTP/1.1 recognizes the preface of HTTP/2, so that other connections are as they would be without it. See
 * docs/decisions/026.
 */
export class DualServer extends Server {
  readonly #onHttp2: RequestHandler;
  /** Connections that the parser has passed on. */
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  #http2: Promise<Http2Server> | undefined;

  constructor(options: ServerOptions, onHttp1: RequestHandler, onHttp2: RequestHandler) {
    super(options, onHttp1);
    this.#onHttp2 = onHttp2;
  }

  /** Not a listener: with one, Node would no longer respond to other errors of clients by itself. */
  override emit(event: string, ...args: unknown[]): boolean {
    const [error, socket] = args;
    if (event !== 'clientError' || !isPreface(error)) return super.emit(event, ...args);
    // The arguments of this event.
    void this.#passOn(error, socket as Socket);
    return true;
  }

  override close(callback?: (error?: Error) => void): this {
    for (const session of this.#sessions) session.close();
    return super.close(callback);
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #passOn({ rawPacket, bytesParsed }: PrefaceError, socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // The preface can have come in several packets, of which the parser has kept the last one.
    const connection = new TakenConnection(socket, Buffer.concat([PREFACE, rawPacket.subarray(bytesParsed)]));
    this.#http2 ??= this.#openHttp2();
    (await this.#http2).emit('connection', connection);
  }

  async #openHttp2(): Promise<Http2Server> {
    const { createServer } = await import('node:http2');
    const server = createServer((request, response) => {
      // Code for HTTP/1.1 reads the host from this header.
      request.headers.host ??= request.authority;
      // Node makes these objects compatible with those of HTTP/1.1, but their types do not say so.
      this.#onHttp2(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
      // The client has ended the connection in another way than by closing it.
      session.on('error', () => session.destroy());
    });
    return server;
  }
}

/** A connection that another parser has begun to read. */
class TakenConnection extends Duplex {
  readonly #socket: Socket;

  /** @param start what that parser has read */
  constructor(socket: Socket, start: Buffer) {
    super();
    this.#socket = socket;
    this.push(start);
    for (const event of ['data', 'end', 'error', 'drain', 'timeout']) socket.removeAllListeners(event);
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, callback);
  }

  override _final(callback: () => void): void {
    this.#socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#socket.destroy();
    callback(error);
  }
}

function isPreface(error: unknown): error is PrefaceError {
  return error instanceof Error && 'code' in error && error.code === 'HPE_PAUSED_H2_UPGRADE';
}
