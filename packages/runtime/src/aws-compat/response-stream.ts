import type { HttpResponse, Writer } from '@alr/writer';
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { HTTP_RESPONSE, type ResponseStream } from './awslambda.ts';

/** The stream that a handler made by `streamifyResponse` is called with: a Node stream over a writer. */
export function createResponseStream(writer: Writer, highWaterMark: number | undefined): ResponseStream {
  const { Writable } = builtin('node:stream');
  const stream = new Writable({
    ...(highWaterMark === undefined ? {} : { highWaterMark }),
    decodeStrings: false,
    write(chunk: string | Uint8Array, encoding, done) {
      const bytes = typeof chunk === 'string' && encoding !== 'utf8' ? Buffer.from(chunk, encoding) : chunk;
      writer.write(bytes).then(() => done(), done);
    },
    final(done) {
      writer.close().then(() => done(), done);
    },
    destroy(error, done) {
      if (stream.writableFinished) done(error);
      else
        writer
          .abort(error ?? new Error('the response stream was destroyed before its end'))
          .then(() => done(error), done);
    },
  });
  // The failure reaches the runtime by the writer; a handler needn't listen for it.
  stream.on('error', () => {});
  const beforeStart = (call: string) => {
    if (!writer.started) return;
    throw new RuntimeError('InvalidStreamingOperation', `${call} must come before the first write`);
  };
  return Object.assign(stream, {
    setContentType(type: string) {
      beforeStart('setContentType');
      writer.setContentType(type);
    },
    [HTTP_RESPONSE](response: HttpResponse) {
      beforeStart('HttpResponseStream.from');
      writer.setHttpResponse(response);
    },
  });
}
