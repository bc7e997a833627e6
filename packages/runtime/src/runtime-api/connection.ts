import type { Socket } from 'node:net';
import { ApiConnectionError, type ConnectionFailure } from './errors.ts';
import { RequestStream } from './request-stream.ts';
import { ResponseParser } from './response-parser.ts';
import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';
import { wholeAnswer } from './whole-answer.ts';

// `import` of a CommonJS builtin reads its every export; some of them load what is not needed here.
const net = process.getBuiltinModule('node:net');

const READ_BUFFER_BYTES = 64 * 1024;
/** A connection that was silent for longer may have been closed by the peer without this process having looked. */
const SILENCE_TO_DOUBT_MS = 100;
/** The Runtime API is on the same machine: one that takes longer to accept is not there. */
const CONNECT_TIMEOUT_MS = 1000;

/** Where the Runtime API is, as `AWS_LAMBDA_RUNTIME_API` says it. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

interface Exchange {
  /** Of an answer that comes bit by bit. */
  parser: ResponseParser | undefined;
  stallTimeout: number;
  readonly resolve: (response: ApiResponse) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One kept-alive HTTP/1.1 connection to the Runtime API, with one request under way at a time. It is made on first use
 * and anew after it was lost. While no request is under way it doesn't keep the process alive, so that a handler that
 * waits for nothing is noticed.
 */
export class Connection implements Transport {
  readonly #address: ApiAddress;
  readonly #authority: string;
  /** What follows the path in a request's head. */
  readonly #protocolAndHost: string;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  /** When what has arrived was last looked at. */
  #lastLook = 0;

  constructor(address: ApiAddress) {
    this.#address = address;
    this.#authority = address.host.includes(':')
      ? `[${address.host}]:${address.port}`
      : `${address.host}:${address.port}`;
    this.#protocolAndHost = ` HTTP/1.1\r\nHost: ${this.#authority}\r\n`;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    if (request.method === 'POST' && this.#isDoubtful()) {
      this.#lastLook = Date.now();
      return twoTurnsOfTheLoop().then(() => this.request(request));
    }
    return new Promise((resolve, reject) => {
      const socket = this.#begin({
        parser: undefined,
        stallTimeout: request.stallTimeout ?? 0,
        resolve,
        reject,
      });
      if (request.isBackground) socket.unref();
      const { body } = request;
      const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
      // One write, and so mostly one packet.
      socket.write(`${this.#head(request)}${length}\r\n${body ?? ''}`);
    });
  }

  stream(request: ApiRequest, refused: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    // A first byte can't wait for a look at the connection, as a reply can.
    if (this.#isDoubtful()) this.close();
    const { promise: answer, resolve, reject } = Promise.withResolvers<ApiResponse>();
    // Whoever gives up before `end` has been told by `refused`.
    answer.catch(() => {});
    const settle = (outcome: ApiResponse | Error, pass: () => void) => {
      pass();
      if (stream.isComplete) return;
      this.close();
      refused(outcome);
    };
    const exchange: Exchange = {
      parser: undefined,
      stallTimeout: 0,
      resolve: (response) => settle(response, () => resolve(response)),
      reject: (error) => settle(error, () => reject(error)),
    };
    const socket = this.#begin(exchange);
    // What keeps the process alive meanwhile is what the handler waits for.
    socket.unref();
    const stream = new RequestStream({
      socket,
      head: `${this.#head(request)}\r\n`,
      stallTimeout: request.stallTimeout ?? 0,
      answer,
      setStallTimeout: (ms) => {
        exchange.stallTimeout = ms;
        if (ms > 0 && !socket.connecting) socket.setTimeout(ms);
      },
      lost: (cause) => this.#lost(socket, cause),
    });
    return stream;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #begin(exchange: Exchange): Socket {
    if (this.#exchange !== undefined) throw new Error('a request is already under way on this connection');
    const socket = this.#usableSocket();
    this.#exchange = exchange;
    socket.ref();
    // Left as it is afterwards, since timers for each request cost more: each byte that moves begins the time anew.
    const { stallTimeout } = exchange;
    if (stallTimeout > 0 && !socket.connecting && socket.timeout !== stallTimeout) socket.setTimeout(stallTimeout);
    return socket;
  }

  #head(request: ApiRequest): string {
    let head = `${request.method} ${request.path}${this.#protocolAndHost}`;
    const { headers } = request;
    for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
    return head;
  }

  #usableSocket(): Socket {
    const socket = this.#socket;
    if (socket?.writable) return socket;
    socket?.destroy();
    return this.#connect();
  }

  #connect(): Socket {
    const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    const socket = net.connect({
      host: this.#address.host,
      port: this.#address.port,
      noDelay: true,
      onread: {
        buffer,
        callback: (size) => {
          this.#read(socket, buffer, size);
          return true;
        },
      },
    });
    socket.setTimeout(CONNECT_TIMEOUT_MS);
    socket.on('connect', () => socket.setTimeout(this.#exchange?.stallTimeout ?? 0));
    socket.on('timeout', () => {
      // Nothing is under way, or it may take for ever.
      if (!socket.connecting && !this.#exchange?.stallTimeout) return;
      const kind = socket.connecting ? 'unreachable' : 'stalled';
      this.#lost(socket, this.#failure(kind, `no byte moved for ${(socket.timeout ?? 0) / 1000} s`));
    });
    socket.on('error', (error) => this.#lost(socket, error));
    socket.on('end', () => this.#peerClosed(socket));
    socket.on('close', () => this.#lost(socket));
    this.#socket = socket;
    this.#lastLook = Date.now();
    return socket;
  }

  #read(socket: Socket, buffer: Buffer, size: number): void {
    this.#lastLook = Date.now();
    const exchange = this.#exchange;
    if (exchange === undefined || socket !== this.#socket) {
      socket.destroy();
      return;
    }
    try {
      const answer = exchange.parser === undefined ? wholeAnswer(buffer, size) : undefined;
      if (answer === undefined) this.#readOn(socket, exchange, buffer.subarray(0, size));
      else this.#complete(socket, exchange, answer);
    } catch (error) {
      this.#lost(socket, error as Error);
    }
  }

  #readOn(socket: Socket, exchange: Exchange, bytes: Buffer): void {
    exchange.parser ??= new ResponseParser();
    if (exchange.parser.push(bytes)) this.#completeParsed(socket, exchange, exchange.parser);
  }

  #peerClosed(socket: Socket): void {
    const exchange = this.#exchange;
    const parser = exchange?.parser;
    if (exchange !== undefined && socket === this.#socket && parser?.end()) {
      this.#completeParsed(socket, exchange, parser);
    } else {
      this.#lost(socket);
    }
  }

  #completeParsed(socket: Socket, exchange: Exchange, parser: ResponseParser): void {
    if (!parser.keepAlive) this.close();
    this.#complete(socket, exchange, parser.response);
  }

  #complete(socket: Socket, exchange: Exchange, answer: ApiResponse): void {
    this.#exchange = undefined;
    socket.unref();
    exchange.resolve(answer);
  }

  /** The connection is no longer of use; what was under way on it has failed. */
  #lost(socket: Socket, cause?: Error): void {
    socket.destroy();
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    if (cause instanceof ApiConnectionError) {
      exchange.reject(cause);
      return;
    }
    const isRefused = cause !== undefined && 'syscall' in cause && cause.syscall === 'connect';
    const detail =
      cause?.message ?? (exchange.parser?.hasStarted ? 'it was closed in the middle of an answer' : 'it was closed');
    exchange.reject(this.#failure(isRefused ? 'unreachable' : 'reset', detail, cause));
  }

  #isDoubtful(): boolean {
    return this.#socket !== undefined && Date.now() - this.#lastLook > SILENCE_TO_DOUBT_MS;
  }

  #failure(kind: ConnectionFailure, detail: string, cause?: Error): ApiConnectionError {
    const what = kind === 'unreachable' ? "can't be reached" : kind === 'stalled' ? 'has stalled' : 'was lost';
    return new ApiConnectionError(kind, `the connection to the Runtime API at ${this.#authority} ${what}: ${detail}`, {
      cause,
    });
  }
}

/**
 * Lets what has already arrived be read: a close by the peer, while a handler kept the process busy, must be seen before
 * a reply is sent into it, since a reply is never sent twice. The first turn ends the current one, the second has polled.
 */
function twoTurnsOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
