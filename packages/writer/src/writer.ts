import { encodeChunk, encodeLastChunk } from './chunked-coding.ts';
import { describeError, type ErrorDescription, errorTrailers } from './error-trailers.ts';
import {
  checkValue,
  encodePrelude,
  type HttpResponse,
  PRELUDE_TYPE,
  type Prelude,
  preludeOf,
} from './response-head.ts';
import type { StreamSink } from './stream-sink.ts';
import { writableStreamOf } from './writable-stream.ts';
import { AlreadyStartedError, WriterClosedError } from './writer-errors.ts';

/** What the owner of a writer may choose. */
export interface WriterOptions {
  /** Says what the trailers tell of the error that a stream ended with; must not throw. */
  readonly describeError?: ((error: unknown) => ErrorDescription) | undefined;
}

type State =
  | { readonly kind: 'open' }
  /** All was given to the sink, which hasn't said yet whether the reader took it. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: unknown };

const WANTED = Promise.resolve();

/**
 * Writes a streaming response: to the reader, chunk by chunk, as it is written.
 *
 * The first write sends the head of the response, so its content type or its HTTP status and headers are set before.
 * The response ends with `close()`, or with an error: `abort(error)`.
 */
export class Writer {
  readonly #sink: StreamSink;
  readonly #describeError: (error: unknown) => ErrorDescription;
  readonly #closed = Promise.withResolvers<void>();
  readonly #pending = new Set<PromiseWithResolvers<void>>();
  #state: State = { kind: 'open' };
  #started = false;
  #bytesWritten = 0;
  #contentType: string | undefined;
  #prelude: Prelude | undefined;
  #writable: WritableStream<string | Uint8Array> | undefined;

  constructor(sink: StreamSink, options: WriterOptions = {}) {
    this.#sink = sink;
    this.#describeError = options.describeError ?? describeError;
    ignoreRejection(this.#closed.promise);
  }

  /** Whether anything was sent: from then on, the head of the response is fixed. */
  get started(): boolean {
    return this.#started;
  }

  /** How many bytes of payload were written. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /**
   * Settles when all is over: resolves when the reader has accepted the whole response; rejects with the error that the
   * stream was ended with, or with the reader's refusal, as soon as it is known.
   */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Sets the content type; `application/octet-stream` by default. Together with `setHttpResponse` it fills in the HTTP
   * response's `content-type`, where that has none.
   *
   * @throws AlreadyStartedError after the first write.
   * @throws InvalidResponseHeadError where it can't be the value of a header.
   */
  setContentType(type: string): void {
    if (this.#started) throw new AlreadyStartedError('setContentType');
    this.#contentType = checkValue(type, 'The content type');
  }

  /**
   * Makes the response an HTTP response, for a function URL or API Gateway.
   *
   * @throws AlreadyStartedError after the first write.
   * @throws InvalidResponseHeadError where a part of it can't be sent.
   */
  setHttpResponse(response: HttpResponse): void {
    if (this.#started) throw new AlreadyStartedError('setHttpResponse');
    this.#prelude = preludeOf(response);
  }

  /**
   * Writes a chunk, a string as UTF-8; an empty one sends nothing. Writes leave in the order of the calls, and at once.
   *
   * Resolves when more is wanted: who awaits it holds no more than a chunk in memory, however slow the reader. A byte
   * array may be overwritten from then on, not before. Who doesn't await it loses nothing: where it fails, `close()`
   * fails too.
   *
   * @throws WriterClosedError after `close()`; the error that the stream was ended with after `abort()`; the reader's
   * refusal; a TypeError, which ends the stream, where the chunk is neither a string nor a byte array.
   */
  write(chunk: string | Uint8Array): Promise<void> {
    if (this.#state.kind === 'failed') return rejected(this.#state.error);
    if (this.#state.kind !== 'open') return rejected(new WriterClosedError());
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.#refuse(chunk);
    const byteLength = Buffer.byteLength(chunk);
    if (byteLength === 0) return WANTED;
    this.#bytesWritten += byteLength;
    return this.#whenWanted(this.#send(encodeChunk(chunk, byteLength)));
  }

  /**
   * Ends the response, after all that was written before. Does nothing where the stream has ended already.
   *
   * @returns `closed`: resolves when the reader has accepted the response, rejects where any write failed.
   */
  close(): Promise<void> {
    if (this.#state.kind === 'open') {
      this.#state = { kind: 'closing' };
      this.#end(encodeLastChunk()).then(
        () => this.#succeed(),
        (error) => this.#fail(error),
      );
    }
    return this.closed;
  }

  /**
   * Ends the response with an error, which its trailers tell; `closed` and later writes reject with it. Where nothing
   * was sent yet, nothing is. Does nothing where the stream has ended already.
   *
   * @returns a promise that resolves when the reader has accepted that end, and rejects where it refuses the response.
   */
  abort(error: unknown): Promise<void> {
    if (this.#state.kind !== 'open') return WANTED;
    const lastChunk = encodeLastChunk(errorTrailers(this.#describeError(error)));
    this.#state = { kind: 'failed', error };
    this.#rejectPending(error);
    if (!this.#started) {
      this.#closed.reject(error);
      return WANTED;
    }
    // `closed` rejects before where the reader refuses.
    const told = Promise.race([this.#end(lastChunk), this.closed]);
    told.then(
      () => this.#closed.reject(error),
      (refusal) => this.#closed.reject(refusal),
    );
    return told;
  }

  /** The same as a `WritableStream`, for `pipeTo`; made on first use. Its `abort()` is this writer's. */
  get writable(): WritableStream<string | Uint8Array> {
    this.#writable ??= writableStreamOf(this);
    return this.#writable;
  }

  #send(parts: readonly Uint8Array[]): Promise<void> | undefined {
    if (this.#started) return this.#sink.write(parts);
    this.#started = true;
    const fail = (error: unknown) => this.#fail(error);
    if (this.#prelude === undefined) {
      this.#sink.start(this.#contentType ?? 'application/octet-stream', fail);
      return this.#sink.write(parts);
    }
    this.#sink.start(PRELUDE_TYPE, fail);
    const prelude = encodePrelude(this.#prelude, this.#contentType);
    return this.#sink.write([...encodeChunk(prelude, Buffer.byteLength(prelude)), ...parts]);
  }

  #end(lastChunk: Uint8Array): Promise<void> {
    this.#send([lastChunk])?.catch((error) => this.#fail(error));
    return this.#sink.end();
  }

  #whenWanted(wanted: Promise<void> | undefined): Promise<void> {
    if (wanted === undefined) return this.#state.kind === 'failed' ? rejected(this.#state.error) : WANTED;
    const pending = Promise.withResolvers<void>();
    ignoreRejection(pending.promise);
    this.#pending.add(pending);
    wanted.then(
      () => {
        this.#pending.delete(pending);
        pending.resolve();
      },
      (error) => this.#fail(error),
    );
    if (this.#state.kind === 'failed') this.#rejectPending(this.#state.error);
    return pending.promise;
  }

  #refuse(chunk: unknown): Promise<void> {
    const error = new TypeError(`A chunk must be a string or a Uint8Array, not ${typeof chunk}`);
    ignoreRejection(this.abort(error));
    return rejected(error);
  }

  #succeed(): void {
    this.#state = { kind: 'closed' };
    for (const { resolve } of this.#pending) resolve();
    this.#closed.resolve();
  }

  /** The reader refuses the response, or is gone. */
  #fail(error: unknown): void {
    if (this.#state.kind === 'closed') return;
    if (this.#state.kind !== 'failed') this.#state = { kind: 'failed', error };
    this.#rejectPending(error);
    this.#closed.reject(error);
  }

  #rejectPending(error: unknown): void {
    for (const { reject } of this.#pending) reject(error);
    this.#pending.clear();
  }
}

/** A rejection that surfaces in `closed` too: nobody has to await this promise. */
function rejected(error: unknown): Promise<void> {
  const promise = Promise.reject(error);
  ignoreRejection(promise);
  return promise;
}

function ignoreRejection(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
