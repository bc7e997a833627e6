import type { HttpResponse, Writer } from '@alr/writer';
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { HTTP_RESPONSE, type ResponseStream } from './awslambda.ts';

/** Creates the response stream of a handler made by `streamifyResponse`: a Node stream on top of a writer. */
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
  // The runtime learns of an error from the writer, so a handler does not have to listen for the event.
  stream.on('error', () => {});
  const checkNotStarted = (call: string) => {
    if (!writer.started) return;
    throw new RuntimeError('InvalidStreamingOperation', `${call} must come before the first write`);
  };
  return Object.assign(stream, {
    setContentType(type: string) {
      checkNotStarted('setContentType');
      writer.setContentType(type);
    },
    [HTTP_RESPONSE](response: HttpResponse) {
      checkNotStarted('HttpResponseStream.from');
      writer.setHttpResponse(response);
    },
  });
}
