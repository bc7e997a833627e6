import type { Socket } from 'node:net';
import type { Call } from './calls.ts';
import { Mailbox } from './mailbox.ts';
import { type Field, type RequestHead, type RequestPart, values } from './request-parser.ts';

/** The known parts of a request when its head has arrived. */
export interface RequestLine {
  readonly call: Call;
  /** The id of the invocation in the path, decoded. */
  readonly requestId: string | undefined;
  readonly head: RequestHead;
  /** The number of its connection; the first one is 1. */
  readonly connection: number;
}

/** A request of the runtime, recorded as it arrives, with methods to respond or fail. */
export class Exchange {
  readonly call: Call;
  readonly requestId: string | undefined;
  readonly head: RequestHead;
  readonly connection: number;
  /** The pieces of the body so far; the chunks, if it is chunked. */
  readonly chunks: Buffer[] = [];
  trailers: readonly Field[] = [];
  isComplete = false;
  hasResponse = false;
  readonly #socket: Socket;
  readonly #arriving = new Mailbox<Buffer>();
  readonly #completion = Promise.withResolvers<void>();

  constructor({ call, requestId, head, connection }: RequestLine, socket: Socket) {
    this.call = call;
    this.requestId = requestId;
    this.head = head;
    this.connection = connection;
    this.#socket = socket;
    // Most tests only check the outcome; the server reports an incomplete request.
    this.#completion.promise.catch(() => {});
  }

  /** Resolves when the request is complete. Rejects if the connection ends first. */
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

  /** The value of a header; the name is case-insensitive. */
  header(name: string): string | undefined {
    return values(this.head, name)[0];
  }

  trailer(name: string): string | undefined {
    return values({ fields: this.trailers }, name)[0];
  }

  /** Waits for the next piece of the body. */
  nextChunk(): Promise<Buffer> {
    return this.#arriving.take();
  }

  /** Sends raw bytes, which need not be a valid response. Resolves when the kernel has them. */
  send(bytes: string | Uint8Array): Promise<void> {
    this.hasResponse = true;
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Closes the sending side, as a server does after a response with `Connection: close`. */
  close(): void {
    this.hasResponse = true;
    this.#socket.end();
  }

  /** Resets the connection (RST), so that the client gets ECONNRESET. */
  reset(): void {
    this.hasResponse = true;
    this.#socket.resetAndDestroy();
  }

  /** Stops reading the request, which fills the client's send buffer. */
  stopReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }

  /** For the server: adds the next part of the request. */
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

  /** For the server: reports the end of the connection. */
  breakOff(): void {
    const error = new Error(`${this.call}: the connection ended in the middle of the request`);
    this.#completion.reject(error);
    this.#arriving.fail(error);
  }
}
