import type { Writer } from './writer.ts';

/** A writer as a `WritableStream`: errored as soon as the writer fails, so that what is piped into it stops. */
export function writableStreamOf(writer: Writer): WritableStream<string | Uint8Array> {
  return new WritableStream({
    start(controller) {
      writer.closed.catch((error) => controller.error(error));
    },
    write: (chunk) => writer.write(chunk),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
}
