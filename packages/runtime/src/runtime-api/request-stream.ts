import type { Socket } from 'node:net';
import { ApiConnectionError } from './errors.ts';
import type { ApiRequestStream, ApiResponse } from './transport.ts';

/** How much a producer may write before the peer is listened to. */
const BYTES_PER_TURN = 1024 * 1024;

/** What a stream has of the connection that carries it. */
export interface StreamChannel {
  readonly socket: Socket;
  /** Goes with the first write. */
  readonly head: string;
  /** How long the peer may leave bytes untaken, or the answer unsent, in ms. */
  readonly stallTimeout: number;
  /** Settles with the answer, or with the loss of the connection. */
  readonly answer: Promise<ApiResponse>;
  /** Sets the time that is in force, now or once the socket is connected; 0: none. */
  setStallTimeout(ms: number): void;
  /** Says that the connection is of no more use. */
  lost(cause?: Error): void;
}

/** A request whose body leaves bit by bit over one socket. */
export class RequestStream implements ApiRequestStream {
  readonly #channel: StreamChannel;
  #isHeadSent = false;
  #waitingWrites = 0;
  #bytesThisTurn = 0;
  #isComplete = false;

  constructor(channel: StreamChannel) {
    this.#channel = channel;
  }

  /** Whether the stream has ended from this side, well or not. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const { socket, head } = this.#channel;
    if (!socket.writable) return Promise.reject(this.#lose(socket.errored));
    let settle: ((error?: Error | null) => void) | undefined;
    socket.cork();
    if (!this.#isHeadSent) socket.write(head);
    this.#isHeadSent = true;
    for (const [index, part] of parts.entries()) {
      if (index < parts.length - 1) socket.write(part);
      else socket.write(part, (error) => settle?.(error));
    }
    socket.uncork();
    // Taken by the system at once, as mostly: the bytes may be overwritten, and more may come.
    if (socket.writableLength === 0 && !socket.connecting) return this.#turn(parts);
    this.#countWaiting(1);
    return new Promise((resolve, reject) => {
      settle = (error) => {
        this.#countWaiting(-1);
        if (error) reject(this.#lose(error));
        else resolve();
      };
    });
  }

  /**
   * Lets the event loop turn now and then: a producer that never waits for anything but these writes would else keep the
   * peer's refusal from being read, for ever.
   */
  #turn(parts: readonly Uint8Array[]): Promise<void> | undefined {
    for (const part of parts) this.#bytesThisTurn += part.length;
    if (this.#bytesThisTurn < BYTES_PER_TURN) return undefined;
    this.#bytesThisTurn = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }

  end(): Promise<ApiResponse> {
    this.#isComplete = true;
    this.#channel.socket.ref();
    this.#countWaiting(0);
    return this.#channel.answer;
  }

  /** Known here before the socket's own events tell it. */
  #lose(cause: Error | null): ApiConnectionError {
    this.#channel.lost(cause ?? undefined);
    const detail = cause === null ? '' : `: ${cause.message}`;
    return new ApiConnectionError('reset', `the connection of the response stream was lost${detail}`, { cause });
  }

  /** The peer is held to a time only while it has something to do: else it is the handler that takes its own. */
  #countWaiting(change: number): void {
    this.#waitingWrites += change;
    const isPeersTurn = this.#waitingWrites > 0 || this.#isComplete;
    this.#channel.setStallTimeout(isPeersTurn ? this.#channel.stallTimeout : 0);
  }
}
