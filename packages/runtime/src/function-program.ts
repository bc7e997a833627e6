import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { streamingMark } from './awslambda.ts';
import { RuntimeFailure } from './errors.ts';
import { Lifecycle, type Program } from './lifecycle.ts';
import type { Platform } from './platform.ts';
import { jsonReply, type Reply } from './reply.ts';
import { createLogger, openServices } from './services.ts';

/** A function as AWS's Node runtime takes it: (event, context, callback), or (event, responseStream, context) where it is marked as streaming. */
export type PlainFunction = (...args: readonly unknown[]) => unknown;

/** Runs a plain function as AWS's Node runtime does: what it returns is JSON-encoded, whatever it is. */
export async function runFunction(fn: PlainFunction, platform: Platform): Promise<void> {
  let store: Parameters<typeof createLogger>[2] = () => undefined;
  const logger = createLogger({}, platform, () => store());
  const services = await openServices({}, platform, logger, 'trace');
  store = () => services.store;
  await new Lifecycle(functionProgram(fn), services, platform).run();
}

/** What a plain function is to the runtime. */
export function functionProgram(fn: PlainFunction): Program {
  const streaming = streamingMark(fn);
  const nothing = { init: () => {}, departure: () => undefined };
  if (streaming === undefined)
    return { ...nothing, handler: (event, context) => call(fn, event, context), replyOf: jsonReply };
  return {
    ...nothing,
    handler: (event, context) => (writer: Writer) => stream(fn, event, context, writer, streaming.highWaterMark),
    replyOf: (produce): Reply => ({ kind: 'stream', produce: produce as (writer: Writer) => unknown }),
  };
}

function call(fn: PlainFunction, event: unknown, context: Context): unknown {
  if (fn.length < 3) return fn(event, context);
  return new Promise((resolve, reject) => {
    const result = fn(event, context, (error: unknown, value: unknown) => {
      // As in AWS's runtime: `undefined` and `null` mean that there is no error.
      if (error === undefined || error === null) resolve(value);
      else reject(error);
    });
    if (result instanceof Promise) result.then(resolve, reject);
  });
}

async function stream(
  fn: PlainFunction,
  event: unknown,
  context: Context,
  writer: Writer,
  highWaterMark: number | undefined,
): Promise<void> {
  const { WriterResponseStream } = await import('./response-stream.ts');
  const responseStream = new WriterResponseStream(writer, highWaterMark);
  const result = fn(event, responseStream, context);
  if (!(result instanceof Promise)) {
    throw new RuntimeFailure('MalformedStreamingHandler', 'a streaming handler must be an async function');
  }
  await result;
  // A handler may return while a stream is still piped into the response.
  if (!responseStream.isFed && !responseStream.writableEnded) responseStream.end();
  await writer.closed;
}
