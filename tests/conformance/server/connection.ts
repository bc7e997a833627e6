import type { Socket } from 'node:net';
import { answer } from './answers.ts';
import { findCall } from './calls.ts';
import { Exchange } from './exchange.ts';
import { ProtocolViolation, type RequestHead, RequestParser } from './request-parser.ts';

/** Who hears of what comes on a connection. */
export interface ConnectionListener {
  /** A request's head is here; its body follows. */
  onRequest(exchange: Exchange): void;
  onViolation(error: Error): void;
}

/** A connection of the runtime to the API: bytes in, exchanges out, one at a time. */
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
    // A reset by the client is seen as the end of the connection, like any other.
    socket.on('error', () => {});
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('close', () => this.#breakOff());
  }

  /** True where no request is under way. */
  get isIdle(): boolean {
    return this.#parser.isBetweenRequests && this.#current?.isAnswered !== false;
  }

  /** Closes the sending side. */
  end(): void {
    this.#socket.end();
  }

  /** Reads to the end whatever a test had stopped reading. */
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
    if (this.#current?.isAnswered === false) {
      throw new ProtocolViolation(`a request before the answer to the last: ${head.raw.split('\r\n')[0]}`);
    }
    const found = findCall(head.method, head.target);
    if (!found) {
      this.#socket.write(answer({ status: 404 }));
      throw new ProtocolViolation(`no such call: ${head.method} ${head.target}`);
    }
    this.#current = new Exchange({ ...found, head, connection: this.#number }, this.#socket);
    this.#listener.onRequest(this.#current);
  }

  #breakOff(): void {
    if (this.#current?.isComplete === false) this.#current.breakOff();
  }
}
