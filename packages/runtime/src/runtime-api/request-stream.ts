import type { Socket } from 'node:net';
import { ApiConnectionError } from './errors.ts';
import type { ApiRequestStream, ApiResponse } from './transport.ts';

/** How much a producer may write before the peer is listened to. */
const BYTES_PER_TURN = 1024 * 1024;

/** A request whose body leaves bit by bit over one socket. */
export class RequestStream implements ApiRequestStream {
  readonly #socket: Socket;
  readonly #stallTimeout: number;
  readonly #setStallTimeout: (ms: number) => void;
  readonly #answer: Promise<ApiResponse>;
  #head: string | undefined;
  #waitingWrites = 0;
  #bytesThisTurn = 0;
  #isComplete = false;

  /**
   * @param head goes with the first write
   * @param stallTimeout how long the peer may leave bytes untaken, or the answer unsent, in ms
   * @param setStallTimeout sets the time that is in force, now or once the socket is connected
   */
  constructor(
    socket: Socket,
    head: string,
    stallTimeout: number,
    setStallTimeout: (ms: number) => void,
    answer: Promise<ApiResponse>,
  ) {
    this.#socket = socket;
    this.#head = head;
    this.#stallTimeout = stallTimeout;
    this.#setStallTimeout = setStallTimeout;
    this.#answer = answer;
  }

  /** Whether the stream has ended from this side, well or not. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const socket = this.#socket;
    if (!socket.writable) return Promise.reject(lost(socket.errored ?? undefined));
    let settle: ((error?: Error | null) => void) | undefined;
    socket.cork();
    if (this.#head !== undefined) socket.write(this.#head);
    this.#head = undefined;
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
        if (error) reject(error instanceof ApiConnectionError ? error : lost(error));
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
    this.#socket.ref();
    this.#countWaiting(0);
    return this.#answer;
  }

  /** The peer is held to a time only while it has something to do: else it is the handler that takes its own. */
  #countWaiting(change: number): void {
    this.#waitingWrites += change;
    this.#setStallTimeout(this.#waitingWrites > 0 || this.#isComplete ? this.#stallTimeout : 0);
  }
}

function lost(cause?: Error): ApiConnectionError {
  return new ApiConnectionError(
    'reset',
    `the connection of the response stream was lost${cause === undefined ? '' : `: ${cause.message}`}`,
    { cause },
  );
}
