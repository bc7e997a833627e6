import { encodeChunk, encodeEnd } from './chunked-coding.ts';
import { describeError, type ErrorDescription, errorTrailers } from './error-trailers.ts';
import { PendingWrites } from './pending-writes.ts';
import { quiet } from './quiet.ts';
import {
  checkValue,
  encodePrelude,
  type HttpResponse,
  PRELUDE_CONTENT_TYPE,
  type Prelude,
  preludeOf,
} from './response-head.ts';
import type { StreamSink } from './stream-sink.ts';
import { writableStreamOf } from './writable-stream.ts';
import { AlreadyStartedError, WriterClosedError } from './writer-errors.ts';

/** What the owner of a writer may choose. */
export interface WriterOptions {
  /** Makes what the trailers say of the error that ended a stream; must not throw. By default name, message and stack. */
  readonly describeError?: ((error: unknown) => ErrorDescription) | undefined;
}

type State =
  | { readonly kind: 'open' }
  /** The sink has been given everything, and hasn't said yet whether the reader accepts it. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: unknown };

const done = Promise.resolve();

/**
 * Writes a streaming response, chunk by chunk, to a reader who gets each as it is written.
 *
 * The head of the response leaves with the first write, so what belongs in it is set before. The response ends with
 * `close()`, or with an error: `abort(error)`.
 */
export class Writer {
  readonly #sink: StreamSink;
  readonly #describeError: (error: unknown) => ErrorDescription;
  readonly #closed = Promise.withResolvers<void>();
  readonly #pending = new PendingWrites();
  #state: State = { kind: 'open' };
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

  /** Whether anything was sent: the head of the response is fixed from then on. */
  get started(): boolean {
    return this.#started;
  }

  /** How many bytes of payload were written. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /**
   * Resolves when the reader has accepted the whole response. Rejects with the error that ended the stream, or with the
   * reader's refusal, as soon as that is known. Nobody has to await it.
   */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Sets the content type; by default it is `application/octet-stream`. Where the response is an HTTP response, that
   * one's `content-type` header goes before.
   *
   * @throws AlreadyStartedError after the first write.
   * @throws InvalidResponseHeadError where a header can't have the value.
   */
  setContentType(type: string): void {
    if (this.#started) throw new AlreadyStartedError('setContentType');
    this.#contentType = checkValue('The content type', type);
  }

  /**
   * Makes the response an HTTP response, for a function URL or API Gateway: its status, headers and cookies.
   *
   * @throws AlreadyStartedError after the first write.
   * @throws InvalidResponseHeadError where a part of it can't be sent.
   */
  setHttpResponse(response: HttpResponse): void {
    if (this.#started) throw new AlreadyStartedError('setHttpResponse');
    this.#prelude = preludeOf(response);
  }

  /**
   * Writes a chunk, a string as UTF-8. Chunks leave at once, in the order of the calls; an empty one sends nothing.
   *
   * Resolves when more is wanted, and the byte array may be used again. Await it, and memory holds one chunk however slow
   * the reader is. Where nobody awaits it nothing is lost: if it fails, so does `close()`.
   *
   * Rejects with a `WriterClosedError` after `close()`, with the stream's error after a failure, and with a `TypeError`,
   * which ends the stream, where the chunk is neither a string nor a byte array.
   */
  write(chunk: string | Uint8Array): Promise<void> {
    if (this.#state.kind !== 'open') return this.#refuseWrite();
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.#refuseChunk(chunk);
    const byteLength = Buffer.byteLength(chunk);
    if (byteLength === 0) return done;
    this.#bytesWritten += byteLength;
    return this.#whenWanted(this.#send(encodeChunk(chunk, byteLength)));
  }

  /**
   * Ends the response, after all that was written; does nothing where it has ended already.
   *
   * Resolves when the reader has accepted the response; rejects where a write failed, or the reader refuses it.
   */
  close(): Promise<void> {
    if (this.#state.kind === 'open') {
      this.#state = { kind: 'closing' };
      this.#end(encodeEnd()).then(
        () => this.#succeed(),
        (refusal) => this.#fail(refusal),
      );
    }
    return this.closed;
  }

  /**
   * Ends the response with an error, which its trailers tell; where nothing was sent yet, nothing is. `closed` and later
   * writes reject with the error. Does nothing where the response has ended already.
   *
   * Resolves when the reader has accepted that end; rejects where it refuses it. Nobody has to await it.
   */
  abort(error: unknown): Promise<void> {
    if (this.#state.kind !== 'open') return done;
    const trailers = this.#started ? errorTrailers(this.#describeError(error)) : undefined;
    this.#state = { kind: 'failed', error };
    this.#pending.rejectAll(error);
    // A reader that is gone rejects `closed`, whatever becomes of the end.
    const told = trailers === undefined ? done : Promise.race([this.#end(encodeEnd(trailers)), this.closed]);
    told.then(
      () => this.#closed.reject(error),
      (refusal) => this.#closed.reject(refusal),
    );
    return told;
  }

  /** This writer as a `WritableStream`, for `pipeTo`; made on first use. */
  get writable(): WritableStream<string | Uint8Array> {
    this.#writable ??= writableStreamOf(this);
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

  #whenWanted(wanted: Promise<void> | undefined): Promise<void> {
    wanted?.catch((error) => this.#fail(error));
    if (this.#state.kind === 'failed') return this.#refuseWrite();
    return wanted === undefined ? done : this.#pending.add(wanted);
  }

  #refuseWrite(): Promise<void> {
    return quiet(Promise.reject(this.#state.kind === 'failed' ? this.#state.error : new WriterClosedError()));
  }

  #refuseChunk(chunk: unknown): Promise<void> {
    const kind = chunk === null ? 'null' : typeof chunk;
    void this.abort(new TypeError(`A chunk must be a string or a Uint8Array, not ${kind}: encode it first`));
    return this.#refuseWrite();
  }

  #succeed(): void {
    if (this.#state.kind === 'failed') return;
    this.#state = { kind: 'closed' };
    this.#pending.resolveAll();
    this.#closed.resolve();
  }

  /** The reader refuses the response, or is gone. */
  #fail(error: unknown): void {
    if (this.#state.kind === 'closed') return;
    if (this.#state.kind !== 'failed') this.#state = { kind: 'failed', error };
    this.#pending.rejectAll(error);
    this.#closed.reject(error);
  }
}
