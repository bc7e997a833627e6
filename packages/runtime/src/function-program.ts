import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { streamingMark } from './aws-compat/awslambda.ts';
import { createResponseStream } from './aws-compat/response-stream.ts';
import { RuntimeError } from './errors/errors.ts';
import { isPromiseLike } from './invocation/invocation.ts';
import { openInvokeStore } from './invocation/invoke-store.ts';
import { jsonReply, type Reply } from './invocation/reply.ts';
import { createLogger, openServices } from './invocation/services.ts';
import { Lifecycle, type Program } from './lifecycle/lifecycle.ts';
import type { Platform } from './platform/platform.ts';

/** A function as AWS's Node runtime takes it: (event, context, callback), or (event, responseStream, context) where it is marked as streaming. */
export type PlainFunction = (...args: readonly unknown[]) => unknown;

/** Runs a plain function as AWS's Node runtime does: what it returns is JSON-encoded, whatever it is. */
export async function runFunction(fn: PlainFunction, platform: Platform): Promise<void> {
  const store = openInvokeStore(platform.environment.allowsAwslambda);
  const services = openServices(
    {},
    platform,
    createLogger({}, platform, () => store),
    'trace',
  );
  await new Lifecycle(functionProgram(fn), services, platform).run();
}

/** What a plain function is to the runtime. */
export function functionProgram(fn: PlainFunction): Program {
  const streaming = streamingMark(fn);
  const none = () => undefined;
  const hooks = { init: none, departure: none, beforeSnapshot: none, afterRestore: none, onShutdown: undefined };
  if (streaming === undefined) {
    return { ...hooks, handler: (event, context) => call(fn, event, context), replyOf: jsonReply };
  }
  return {
    ...hooks,
    handler: (event, context) => (writer: Writer) => stream(fn, event, context, writer, streaming.highWaterMark),
    replyOf: (produce): Reply => ({ kind: 'stream', produce: produce as (writer: Writer) => unknown }),
  };
}

/** Calls the function in either of its styles; what settles it first counts. */
function call(fn: PlainFunction, event: unknown, context: Context): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  try {
    const result = fn(event, context, (error: unknown, value: unknown) => {
      // As in AWS's runtime: `undefined` and `null` mean that there is no error.
      if (error === undefined || error === null) resolve(value);
      else reject(error);
    });
    if (isPromiseLike(result)) result.then(resolve, reject);
    else if (isCallbackStyle(fn, result)) return unlessNothingIsLeft(promise);
    else resolve(result);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/** Told by the third parameter, which a wrapper with `...args` doesn't show: its `undefined` may be that of the wrapped. */
function isCallbackStyle(fn: PlainFunction, result: unknown): boolean {
  return fn.length >= 3 || (fn.length === 0 && result === undefined);
}

/** A function in the callback style that never calls back answers `null`, once nothing is left to run. */
function unlessNothingIsLeft(called: Promise<unknown>): Promise<unknown> {
  const { promise: nothingIsLeft, resolve } = Promise.withResolvers<undefined>();
  const end = () => resolve(undefined);
  process.once('beforeExit', end);
  return Promise.race([called, nothingIsLeft]).finally(() => process.off('beforeExit', end));
}

async function stream(
  fn: PlainFunction,
  event: unknown,
  context: Context,
  writer: Writer,
  highWaterMark: number | undefined,
): Promise<void> {
  const result = fn(event, createResponseStream(writer, highWaterMark), context);
  if (!isPromiseLike(result)) {
    throw new RuntimeError('MalformedStreamingHandler', 'a streaming handler must be an async function');
  }
  await result;
  // The handler may have left others to write, and to end the stream.
  await writer.closed;
}
