import type { Socket } from 'node:net';
import { ApiConnectionError } from './errors.ts';
import type { ApiRequestStream, ApiResponse } from './transport.ts';

/** How much a producer can write before the event loop reads from the peer. */
const BYTES_PER_TURN = 1024 * 1024;

/** The connection of a stream. */
export interface StreamConnection {
  readonly socket: Socket;
  /** The head of the request, sent with the first write. */
  readonly head: string;
  /** How long the peer may take to accept bytes, or to send the response, in milliseconds. */
  readonly stallTimeout: number;
  /** Resolves with the response, or rejects if the connection is lost. */
  readonly response: Promise<ApiResponse>;
  /** Sets the current time limit, as soon as the socket is connected. 0 means none. */
  setStallTimeout(ms: number): void;
  /** Gives up the connection. */
  fail(cause?: Error): void;
}

/** A request whose body is sent piece by piece over one socket. */
export class RequestStream implements ApiRequestStream {
  readonly #connection: StreamConnection;
  #isHeadSent = false;
  #pendingWrites = 0;
  #bytesThisTurn = 0;
  #isComplete = false;

  constructor(connection: StreamConnection) {
    this.#connection = connection;
  }

  /** Whether `end` has been called. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const { socket, head } = this.#connection;
    if (!socket.writable) return Promise.reject(this.#fail(socket.errored));
    let settle: ((error?: Error | null) => void) | undefined;
    socket.cork();
    if (!this.#isHeadSent) socket.write(head);
    this.#isHeadSent = true;
    for (const [index, part] of parts.entries()) {
      if (index < parts.length - 1) socket.write(part);
      else socket.write(part, (error) => settle?.(error));
    }
    socket.uncork();
    // Usually the system accepts the bytes right away. The caller can then reuse the array, and write more.
    if (socket.writableLength === 0 && !socket.connecting) return this.#turn(parts);
    this.#countPending(1);
    return new Promise((resolve, reject) => {
      settle = (error) => {
        this.#countPending(-1);
        if (error) reject(this.#fail(error));
        else resolve();
      };
    });
  }

  /**
   * Gives the event loop a turn from time to time. Without it, a producer that awaits nothing but its writes would keep
   * the runtime from ever reading the peer's early response.
   */
  #turn(parts: readonly Uint8Array[]): Promise<void> | undefined {
    for (const part of parts) this.#bytesThisTurn += part.length;
    if (this.#bytesThisTurn < BYTES_PER_TURN) return undefined;
    this.#bytesThisTurn = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }

  end(): Promise<ApiResponse> {
    this.#isComplete = true;
    this.#connection.socket.ref();
    this.#countPending(0);
    return this.#connection.response;
  }

  /** The write fails before the socket emits its event. */
  #fail(cause: Error | null): ApiConnectionError {
    this.#connection.fail(cause ?? undefined);
    const detail = cause === null ? '' : `: ${cause.message}`;
    return new ApiConnectionError('reset', `the connection of the response stream was lost${detail}`, { cause });
  }

  /** The time limit applies only while the peer has something to do. The handler can pause as long as it likes. */
  #countPending(change: number): void {
    this.#pendingWrites += change;
    const isPeersTurn = this.#pendingWrites > 0 || this.#isComplete;
    this.#connection.setStallTimeout(isPeersTurn ? this.#connection.stallTimeout : 0);
  }
}
