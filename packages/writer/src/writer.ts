import { encodeChunk, encodeEnd } from './chunked-coding.ts';
import { describeError, type ErrorDescription, errorTrailers } from './error-trailers.ts';
import { AlreadyStartedError, WriterClosedError } from './errors.ts';
import { PendingWrites, quiet } from './pending-writes.ts';
import {
  checkValue,
  encodePrelude,
  type HttpResponse,
  PRELUDE_CONTENT_TYPE,
  type Prelude,
  preludeOf,
} from './response-head.ts';
import type { StreamSink } from './stream-sink.ts';

/** The options of a writer. */
export interface WriterOptions {
  /**
   * Describes the error that ended a stream, for its trailers. Must not throw. By default, the trailers have the name,
   * the message and the stack.
   */
  readonly describeError?: ((error: unknown) => ErrorDescription) | undefined;
}

type State =
  | { readonly kind: 'open' }
  /** The sink has everything, but the reader has not accepted it yet. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: unknown };

const done = Promise.resolve();

/**
 * Writes a streaming response: every chunk reaches the reader as it is written.
 *
 * The head of the response is sent with the first write, so set the content type or the HTTP response before. `close()`
 * ends the response, and `abort(error)` ends it with an error.
 */
export class Writer {
  readonly #sink: StreamSink;
  readonly #describeError: (error: unknown) => ErrorDescription;
  readonly #closed = Promise.withResolvers<void>();
  readonly #pending = new PendingWrites();
  #state: State = { kind: 'open' };
  /** Settles when the reader has accepted, or rejected, the end that `abort` has sent. */
  #aborted: Promise<void> | undefined;
  #started = false;
  #bytesWritten = 0;
  #contentType: string | undefined;
  #prelude: Prelude | undefined;
  #writable: WritableStream<string | Uint8Array> | undefined;

  constructor(sink: StreamSink, options: WriterOptions = {}) {
    this.#sink = sink;
    this.#describeError = options.describeError ?? describeError;
    void quiet(this.#closed.promise);
  }

  /** Whether anything has been sent. From then on, the head of the response is fixed. */
  get started(): boolean {
    return this.#started;
  }

  /** How many bytes of payload have been written. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /**
   * Resolves when the reader has accepted the whole response. Rejects with the error that ended the stream, or as soon
   * as the reader is known to reject the response or to be gone. You need not await it.
   */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Sets the content type, which is `application/octet-stream` by default. The `content-type` header of an HTTP
   * response takes precedence.
   *
   * @throws {AlreadyStartedError} the head has been sent
   * @throws {InvalidResponseHeadError} the value is not valid in a header
   */
  setContentType(type: string): void {
    if (this.#started) throw new AlreadyStartedError('setContentType');
    this.#contentType = checkValue('the content type', type);
  }

  /**
   * Sets the status, headers and cookies of an HTTP response, for a function URL or API Gateway.
   *
   * @throws {AlreadyStartedError} the head has been sent
   * @throws {InvalidResponseHeadError} a part of the head cannot be sent
   */
  setHttpResponse(response: HttpResponse): void {
    if (this.#started) throw new AlreadyStartedError('setHttpResponse');
    this.#prelude = preludeOf(response);
  }

  /**
   * Writes a chunk, a string as UTF-8. Chunks are sent at once, in the order of the calls. An empty chunk sends
   * nothing.
   *
   * Resolves when the reader accepts more, and the array may be reused. If you await it, memory holds only one chunk,
   * no matter how slow the reader is. If you do not, no error is lost: `close()` fails if a write has failed.
   *
   * Rejects with a `WriterClosedError` after `close()`, with the error of the stream after a failure, and with a
   * `TypeError`, which ends the stream, if the chunk is neither a string nor a `Uint8Array`.
   */
  write(chunk: string | Uint8Array): Promise<void> {
    if (this.#state.kind !== 'open') return this.#rejectWrite();
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.#rejectChunk(chunk);
    const byteLength = Buffer.byteLength(chunk);
    if (byteLength === 0) return done;
    this.#bytesWritten += byteLength;
    return this.#whenAccepted(this.#send(encodeChunk(chunk, byteLength)));
  }

  /**
   * Ends the response after everything that was written. Does nothing if it has already ended.
   *
   * Resolves when the reader has accepted the response, no matter how often it is called. Rejects if a write has failed,
   * if the reader rejects the response, or, after the reader has accepted its end, if it was aborted.
   */
  close(): Promise<void> {
    if (this.#state.kind === 'open') {
      this.#state = { kind: 'closing' };
      this.#end(encodeEnd()).then(
        () => this.#succeed(),
        (error) => this.#fail(error),
      );
    }
    return this.closed;
  }

  /**
   * Ends the response with an error, reported in its trailers, or sends nothing if nothing has been sent yet. `closed`
   * and later writes reject with the error. Does nothing if the response has already ended.
   *
   * Resolves when the reader has accepted the end, no matter how often it is called, and what has ended the response.
   * Rejects if the reader rejects the end, or is gone. You need not await it.
   */
  abort(error: unknown): Promise<void> {
    if (this.#state.kind !== 'open') return this.#aborted ?? this.closed;
    const trailers = this.#started ? errorTrailers(this.#describeError(error)) : undefined;
    this.#state = { kind: 'failed', error };
    this.#pending.rejectAll(error);
    // If the reader is gone, `closed` rejects, but the end may never settle.
    this.#aborted = trailers === undefined ? done : Promise.race([this.#end(encodeEnd(trailers)), this.closed]);
    this.#aborted.then(
      () => this.#closed.reject(error),
      (rejection) => this.#closed.reject(rejection),
    );
    return this.#aborted;
  }

  /** This writer as a `WritableStream`, for `pipeTo`. Created on first use. */
  get writable(): WritableStream<string | Uint8Array> {
    this.#writable ??= new WritableStream({
      start: (controller) => {
        // Stops whatever is being piped into the writer as soon as the writer fails.
        this.closed.catch((error) => controller.error(error));
      },
      write: (chunk) => this.write(chunk),
      close: () => this.close(),
      abort: (reason) => this.abort(reason),
    });
    return this.#writable;
  }

  #send(parts: readonly Uint8Array[]): Promise<void> | undefined {
    if (this.#started) return this.#sink.write(parts);
    this.#started = true;
    const prelude = this.#prelude && encodePrelude(this.#prelude, this.#contentType);
    const contentType = prelude ? PRELUDE_CONTENT_TYPE : (this.#contentType ?? 'application/octet-stream');
    this.#sink.start(contentType, (error) => this.#fail(error));
    return this.#sink.write(prelude ? [...encodeChunk(prelude, Buffer.byteLength(prelude)), ...parts] : parts);
  }

  #end(end: Uint8Array): Promise<void> {
    this.#send([end])?.catch((error) => this.#fail(error));
    return this.#sink.end();
  }

  #whenAccepted(accepted: Promise<void> | undefined): Promise<void> {
    accepted?.catch((error) => this.#fail(error));
    if (this.#state.kind === 'failed') return this.#rejectWrite();
    return accepted === undefined ? done : this.#pending.add(accepted);
  }

  #rejectWrite(): Promise<void> {
    return quiet(Promise.reject(this.#state.kind === 'failed' ? this.#state.error : new WriterClosedError()));
  }

  #rejectChunk(chunk: unknown): Promise<void> {
    const kind = chunk === null ? 'null' : typeof chunk;
    void this.abort(new TypeError(`a chunk must be a string or a Uint8Array, not ${kind}: encode it first`));
    return this.#rejectWrite();
  }

  #succeed(): void {
    if (this.#state.kind === 'failed') return;
    this.#state = { kind: 'closed' };
    this.#pending.resolveAll();
    this.#closed.resolve();
  }

  /** The reader rejects the response, or is gone. */
  #fail(error: unknown): void {
    if (this.#state.kind === 'closed') return;
    if (this.#state.kind !== 'failed') this.#state = { kind: 'failed', error };
    this.#pending.rejectAll(error);
    this.#closed.reject(error);
  }
}
