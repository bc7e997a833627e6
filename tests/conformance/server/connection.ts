import type { Socket } from 'node:net';
import { findCall } from './calls.ts';
import { Exchange } from './exchange.ts';
import { ProtocolViolation, type RequestHead, RequestParser } from './request-parser.ts';
import { httpResponse } from './responses.ts';

/** Receives the events of a connection. */
export interface ConnectionListener {
  /** The head of a request has arrived. */
  onRequest(exchange: Exchange): void;
  onViolation(error: Error): void;
}

/** A connection of the runtime to the API. It turns bytes into exchanges, one at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #number: number;
  readonly #listener: ConnectionListener;
  readonly #parser = new RequestParser();
  #current: Exchange | undefined;
  readonly closed: Promise<void>;

  constructor(socket: Socket, number: number, listener: ConnectionListener) {
    this.#socket = socket;
    this.#number = number;
    this.#listener = listener;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // The `close` event reports a reset too.
    socket.on('error', () => {});
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('close', () => this.#breakOff());
  }

  /** Whether no request is in progress. */
  get isIdle(): boolean {
    return this.#parser.isBetweenRequests && this.#current?.hasResponse !== false;
  }

  /** Closes the sending side. */
  end(): void {
    this.#socket.end();
  }

  /** Reads the rest, which a test may have stopped reading. */
  drain(): Promise<void> {
    this.#socket.resume();
    return this.closed;
  }

  destroy(): void {
    this.#current = undefined;
    this.#socket.destroy();
  }

  #receive(bytes: Uint8Array): void {
    try {
      for (const part of this.#parser.push(bytes)) {
        if (part.kind === 'head') this.#open(part.head);
        else this.#current?.receive(part);
      }
    } catch (error) {
      this.#listener.onViolation(error as Error);
      this.destroy();
    }
  }

  #open(head: RequestHead): void {
    if (this.#current?.hasResponse === false) {
      throw new ProtocolViolation(`a request before the response to the last: ${head.raw.split('\r\n')[0]}`);
    }
    const found = findCall(head.method, head.target);
    if (!found) {
      this.#socket.write(httpResponse({ status: 404 }));
      throw new ProtocolViolation(`unknown call: ${head.method} ${head.target}`);
    }
    this.#current = new Exchange({ ...found, head, connection: this.#number }, this.#socket);
    this.#listener.onRequest(this.#current);
  }

  #breakOff(): void {
    if (this.#current?.isComplete === false) this.#current.breakOff();
  }
}
