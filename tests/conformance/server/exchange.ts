import type { Socket } from 'node:net';
import type { Call } from './calls.ts';
import { Mailbox } from './mailbox.ts';
import { type Field, type RequestHead, type RequestPart, values } from './request-parser.ts';

/** What is known of a request when its head is here. */
export interface RequestLine {
  readonly call: Call;
  /** The invocation that the path names, decoded. */
  readonly requestId: string | undefined;
  readonly head: RequestHead;
  /** Number of the connection that it came on; the server's first is 1. */
  readonly connection: number;
}

/** A request of the runtime, recorded as it arrives, and the means to answer it well or badly. */
export class Exchange {
  readonly call: Call;
  readonly requestId: string | undefined;
  readonly head: RequestHead;
  readonly connection: number;
  /** The body's pieces so far: a chunk each where the body is chunked. */
  readonly chunks: Buffer[] = [];
  trailers: readonly Field[] = [];
  isComplete = false;
  isAnswered = false;
  readonly #socket: Socket;
  readonly #arriving = new Mailbox<Buffer>();
  readonly #completion = Promise.withResolvers<void>();

  constructor({ call, requestId, head, connection }: RequestLine, socket: Socket) {
    this.call = call;
    this.requestId = requestId;
    this.head = head;
    this.connection = connection;
    this.#socket = socket;
    // Most tests only look at the outcome; the server reports a request that broke off.
    this.#completion.promise.catch(() => {});
  }

  /** Settles once the last byte of the request is here; rejects where the connection ends before it. */
  get completed(): Promise<void> {
    return this.#completion.promise;
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.body.toString('utf8');
  }

  json(): unknown {
    return JSON.parse(this.text);
  }

  /** A header's value; the name in any case. */
  header(name: string): string | undefined {
    return values(this.head, name)[0];
  }

  trailer(name: string): string | undefined {
    return values({ fields: this.trailers }, name)[0];
  }

  /** The next piece of the body, as soon as it is here. */
  nextChunk(): Promise<Buffer> {
    return this.#arriving.take();
  }

  /** Sends bytes as they are; whether they are an answer is up to the test. Resolves when the kernel has them. */
  send(bytes: string | Uint8Array): Promise<void> {
    this.isAnswered = true;
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Closes the sending side, as a server does after an answer with `Connection: close`. */
  close(): void {
    this.isAnswered = true;
    this.#socket.end();
  }

  /** Resets the connection (RST): the other side gets ECONNRESET. */
  reset(): void {
    this.isAnswered = true;
    this.#socket.resetAndDestroy();
  }

  /** Reads no more of the request, which fills the other side's send buffer. */
  stopReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }

  /** For the server: the next part of the request. */
  receive(part: RequestPart): void {
    if (part.kind === 'data') {
      this.chunks.push(part.bytes);
      this.#arriving.put(part.bytes);
    } else if (part.kind === 'end') {
      this.trailers = part.trailers;
      this.isComplete = true;
      this.#completion.resolve();
      this.#arriving.fail(new Error(`${this.call}: the body ended`));
    }
  }

  /** For the server: the connection ended. */
  breakOff(): void {
    const error = new Error(`${this.call}: the connection ended in the middle of the request`);
    this.#completion.reject(error);
    this.#arriving.fail(error);
  }
}
