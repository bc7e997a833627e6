import type { Socket } from 'node:net';
import { builtin } from '../node/builtins.ts';
import { ApiConnectionError, type ConnectionFailure } from './errors.ts';
import { RequestStream } from './request-stream.ts';
import { ResponseParser } from './response-parser.ts';
import { checkInterval, StallClock } from './stall-clock.ts';
import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';
import { readWholeResponse } from './whole-response.ts';

const net = builtin('node:net');

const READ_BUFFER_BYTES = 64 * 1024;
/** After this long without a read, the peer may have closed the connection without this process noticing. */
const STALE_AFTER_MS = 100;
/** The Runtime API is on the same machine. If it takes longer to accept a connection, it is not there. */
const CONNECT_TIMEOUT_MS = 1000;

/** The address of the Runtime API, from `AWS_LAMBDA_RUNTIME_API`. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

/** A request, and the response that it waits for. */
class Exchange {
  /** Created if the response does not arrive in one piece. */
  parser: ResponseParser | undefined;
  /** A stream switches it on and off. */
  stallTimeout: number;
  readonly resolve: (response: ApiResponse) => void;
  readonly reject: (error: Error) => void;

  constructor(stallTimeout: number, resolve: (response: ApiResponse) => void, reject: (error: Error) => void) {
    this.stallTimeout = stallTimeout;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/**
 * A kept-alive HTTP/1.1 connection to the Runtime API, with one open request at a time. It connects on first use, and
 * again if the connection was lost. Without an open request, it does not keep the process alive: this is how the runtime
 * notices a handler that waits for something that can no longer happen.
 */
export class Connection implements Transport {
  readonly #address: ApiAddress;
  readonly #authority: string;
  /** The part of a request's head after the path. */
  readonly #protocolAndHost: string;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  /** When this process last read from the socket, or gave the event loop time to do so. */
  #lastRead = 0;
  readonly #stallClock = new StallClock();

  constructor(address: ApiAddress) {
    this.#address = address;
    this.#authority = address.host.includes(':')
      ? `[${address.host}]:${address.port}`
      : `${address.host}:${address.port}`;
    this.#protocolAndHost = ` HTTP/1.1\r\nHost: ${this.#authority}\r\n`;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    if (request.method === 'POST' && this.#mayBeStale()) {
      this.#lastRead = Date.now();
      return pendingReads().then(() => this.request(request));
    }
    return new Promise((resolve, reject) => {
      const { body, stallTimeout = 0 } = request;
      const socket = this.#begin(new Exchange(stallTimeout, resolve, reject));
      if (request.isBackground) socket.unref();
      const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
      // A single write is usually a single packet.
      socket.write(`${this.#head(request)}${length}\r\n${body ?? ''}`);
      this.#limitStall(socket, stallTimeout);
    });
  }

  stream(request: ApiRequest, onEarlyEnd: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    // The first byte should not have to wait for a check, so the stream gets a new connection.
    if (this.#mayBeStale()) this.close();
    const { promise: response, resolve, reject } = Promise.withResolvers<ApiResponse>();
    // A caller that never calls `end` learns of the failure through `onEarlyEnd`.
    response.catch(() => {});
    const settle = (outcome: ApiResponse | Error, pass: () => void) => {
      pass();
      if (stream.isComplete) return;
      this.close();
      onEarlyEnd(outcome);
    };
    const exchange = new Exchange(
      0,
      (early) => settle(early, () => resolve(early)),
      (error) => settle(error, () => reject(error)),
    );
    const socket = this.#begin(exchange);
    // Only the handler's own work keeps the process alive while it produces the stream.
    socket.unref();
    const stream = new RequestStream({
      socket,
      head: `${this.#head(request)}\r\n`,
      stallTimeout: request.stallTimeout ?? 0,
      response,
      setStallTimeout: (ms) => {
        exchange.stallTimeout = ms;
        this.#stallClock.restart();
        if (ms > 0 && !socket.connecting) socket.setTimeout(checkInterval(ms));
      },
      fail: (cause) => this.#fail(socket, cause),
    });
    return stream;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #begin(exchange: Exchange): Socket {
    if (this.#exchange !== undefined) throw new Error('this connection already has an open request');
    const socket = this.#usableSocket();
    this.#exchange = exchange;
    socket.ref();
    this.#stallClock.restart();
    return socket;
  }

  /** Called after the request has left, because setting the first timer of a process takes a while. */
  #limitStall(socket: Socket, stallTimeout: number): void {
    // Stays set after the request, because setting a timer for each request costs more. Each byte restarts it.
    const interval = checkInterval(stallTimeout);
    if (stallTimeout > 0 && !socket.connecting && socket.timeout !== interval) socket.setTimeout(interval);
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
    socket.on('connect', () => socket.setTimeout(checkInterval(this.#exchange?.stallTimeout ?? 0)));
    socket.on('timeout', () => this.#checkProgress(socket));
    socket.on('error', (error) => this.#fail(socket, error));
    socket.on('end', () => this.#peerClosed(socket));
    socket.on('close', () => this.#fail(socket));
    this.#socket = socket;
    this.#lastRead = Date.now();
    return socket;
  }

  #checkProgress(socket: Socket): void {
    if (socket.connecting) {
      this.#fail(socket, this.#error('unreachable', `no response for ${CONNECT_TIMEOUT_MS / 1000} s`));
      return;
    }
    // Undefined or 0 if there is no open request, or it has no time limit.
    const limit = this.#exchange?.stallTimeout;
    if (!limit) return;
    if (this.#stallClock.isStalled(limit)) {
      this.#fail(socket, this.#error('stalled', `no byte moved for ${limit / 1000} s`));
    } else {
      socket.setTimeout(checkInterval(limit));
    }
  }

  #read(socket: Socket, buffer: Buffer, size: number): void {
    this.#lastRead = Date.now();
    this.#stallClock.restart();
    const exchange = this.#exchange;
    if (exchange === undefined || socket !== this.#socket) {
      socket.destroy();
      return;
    }
    try {
      const response = exchange.parser === undefined ? readWholeResponse(buffer, size) : undefined;
      if (response === undefined) this.#parse(socket, exchange, buffer.subarray(0, size));
      else this.#complete(socket, exchange, response);
    } catch (error) {
      this.#fail(socket, error as Error);
    }
  }

  #parse(socket: Socket, exchange: Exchange, bytes: Buffer): void {
    exchange.parser ??= new ResponseParser();
    if (exchange.parser.push(bytes)) this.#completeParsed(socket, exchange, exchange.parser);
  }

  #peerClosed(socket: Socket): void {
    const exchange = this.#exchange;
    const parser = exchange?.parser;
    if (exchange !== undefined && socket === this.#socket && parser?.end()) {
      this.#completeParsed(socket, exchange, parser);
    } else {
      this.#fail(socket);
    }
  }

  #completeParsed(socket: Socket, exchange: Exchange, parser: ResponseParser): void {
    if (!parser.keepAlive) this.close();
    this.#complete(socket, exchange, parser.response);
  }

  #complete(socket: Socket, exchange: Exchange, response: ApiResponse): void {
    this.#exchange = undefined;
    socket.unref();
    exchange.resolve(response);
  }

  /** Gives up the connection, and rejects the open request. */
  #fail(socket: Socket, cause?: Error): void {
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
      cause?.message ?? (exchange.parser?.hasStarted ? 'it was closed in the middle of a response' : 'it was closed');
    exchange.reject(this.#error(isRefused ? 'unreachable' : 'reset', detail, cause));
  }

  #mayBeStale(): boolean {
    return this.#socket !== undefined && Date.now() - this.#lastRead > STALE_AFTER_MS;
  }

  #error(kind: ConnectionFailure, detail: string, cause?: Error): ApiConnectionError {
    const problem = kind === 'unreachable' ? 'failed' : kind === 'stalled' ? 'stalled' : 'was lost';
    return new ApiConnectionError(
      kind,
      `the connection to the Runtime API at ${this.#authority} ${problem}: ${detail}`,
      {
        cause,
      },
    );
  }
}

/**
 * Waits until the event loop has read everything that has already arrived. If the peer closed the connection while a
 * handler blocked the process, this must be known before a response is sent, because a response is never sent twice.
 * The first `setImmediate` ends the current turn of the loop. The second one runs after the loop has polled the sockets.
 */
function pendingReads(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
