import type { HttpResponse, Writer } from '@alr/writer';
import { HTTP_RESPONSE, type ResponseStream } from './awslambda.ts';
import { RuntimeFailure } from './errors.ts';

const { Writable } = process.getBuiltinModule('node:stream');

/** The stream that a handler made by `streamifyResponse` is called with: a Node stream over a writer. */
export class WriterResponseStream extends Writable implements ResponseStream {
  readonly #writer: Writer;
  #sources = 0;

  constructor(writer: Writer, highWaterMark: number | undefined) {
    super({ ...(highWaterMark === undefined ? {} : { highWaterMark }), decodeStrings: false });
    this.#writer = writer;
    // The failure reaches the runtime by the writer; a handler needn't listen for it.
    this.on('error', () => {});
    this.on('pipe', () => this.#sources++);
    this.on('unpipe', () => this.#sources--);
  }

  /** Whether another stream still feeds this one. */
  get isFed(): boolean {
    return this.#sources > 0;
  }

  setContentType(type: string): void {
    this.#beforeStart('setContentType');
    this.#writer.setContentType(type);
  }

  [HTTP_RESPONSE](response: HttpResponse): void {
    this.#beforeStart('HttpResponseStream.from');
    this.#writer.setHttpResponse(response);
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: (error?: Error) => void): void {
    const bytes = typeof chunk === 'string' && encoding !== 'utf8' ? Buffer.from(chunk, encoding) : chunk;
    this.#writer.write(bytes).then(() => done(), done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#writer.close().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error !== null) this.#writer.abort(error).then(() => done(error), done);
    else done();
  }

  #beforeStart(call: string): void {
    if (this.#writer.started) {
      throw new RuntimeFailure('InvalidStreamingOperation', `${call} must come before the first write`);
    }
  }
}
