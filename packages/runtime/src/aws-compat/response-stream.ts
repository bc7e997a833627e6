import type { Writer } from '@alr/writer';
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { HTTP_RESPONSE, type HttpMetadata, type ResponseStream } from './awslambda.ts';
import { encodeMetadata } from './http-metadata.ts';

/** How `@alr/writer`, which is loaded only for streams, marks a stream that begins with the head of an HTTP response. */
export interface PreludeFormat {
  readonly PRELUDE_CONTENT_TYPE: string;
  readonly PRELUDE_DELIMITER: string;
}

/** Creates the response stream of a handler made by `streamifyResponse`: a Node stream on top of a writer. */
export function createResponseStream(
  writer: Writer,
  highWaterMark: number | undefined,
  { PRELUDE_CONTENT_TYPE, PRELUDE_DELIMITER }: PreludeFormat,
): ResponseStream {
  const { Writable } = builtin('node:stream');
  let contentType: string | undefined;
  let isHeadSent = false;
  /** Returns what `_onBeforeFirstWrite` writes, once. */
  const takeHead = (): Buffer[] => {
    if (isHeadSent) return [];
    isHeadSent = true;
    const pieces: Buffer[] = [];
    if (typeof stream._onBeforeFirstWrite === 'function') {
      stream._onBeforeFirstWrite((piece) => void pieces.push(Buffer.from(piece as string)));
    }
    return pieces;
  };
  const send = (pieces: readonly Uint8Array[], done: (error?: Error | null) => void) => {
    writer.write(Buffer.concat(pieces)).then(() => done(), done);
  };
  const stream: ResponseStream = Object.assign(
    new Writable({
      ...(highWaterMark === undefined ? {} : { highWaterMark }),
      decodeStrings: false,
      write(chunk: string | Uint8Array, encoding, done) {
        const head = takeHead();
        const bytes = typeof chunk === 'string' && encoding !== 'utf8' ? Buffer.from(chunk, encoding) : chunk;
        if (head.length === 0) writer.write(bytes).then(() => done(), done);
        else send([...head, Buffer.from(bytes as string)], done);
      },
      final(done) {
        const end = (error?: Error | null) => {
          if (error) done(error);
          else writer.close().then(() => done(), done);
        };
        const head = takeHead();
        if (head.length === 0) end();
        else send(head, end);
      },
      destroy(error, done) {
        if (stream.writableFinished) done(error);
        else
          writer
            .abort(error ?? new Error('the response stream was destroyed before its end'))
            .then(() => done(error), done);
      },
    }),
    {
      setContentType(type: string) {
        checkNotStarted('setContentType');
        contentType = type;
        // The head of an HTTP response has another content type, and includes this one.
        if (metadata === undefined) writer.setContentType(type);
      },
      [HTTP_RESPONSE](given: HttpMetadata) {
        checkNotStarted('HttpResponseStream.from');
        metadata = encodeMetadata(given);
        writer.setContentType(PRELUDE_CONTENT_TYPE);
        stream._onBeforeFirstWrite = (write) => write(metadata?.(contentType) + PRELUDE_DELIMITER);
      },
    },
  );
  let metadata: ReturnType<typeof encodeMetadata> | undefined;
  // The runtime learns of an error from the writer, so a handler does not have to listen for the event.
  stream.on('error', () => {});
  const checkNotStarted = (call: string) => {
    if (!writer.started) return;
    throw new RuntimeError('InvalidStreamingOperation', `${call} must come before the first write`);
  };
  return acceptObjects(stream);
}

/** Makes a stream write the JSON of what is neither text nor bytes, also if it comes from a pipeline. */
function acceptObjects<Stream extends ResponseStream>(stream: Stream): Stream {
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  const end = stream.end.bind(stream) as (...args: readonly unknown[]) => Stream;
  return Object.assign(stream, {
    write: (chunk: unknown, ...rest: readonly unknown[]) => write(toText(chunk), ...rest),
    end: (chunk?: unknown, ...rest: readonly unknown[]) =>
      end(typeof chunk === 'function' ? chunk : toText(chunk), ...rest),
  });
}

function toText(chunk: unknown): unknown {
  const isChunk = typeof chunk === 'string' || chunk instanceof Uint8Array || chunk === null || chunk === undefined;
  return isChunk ? chunk : JSON.stringify(chunk);
}
