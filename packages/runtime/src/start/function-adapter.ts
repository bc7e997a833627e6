import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { streamingMark } from '../aws-compat/awslambda.ts';
import { createResponseStream } from '../aws-compat/response-stream.ts';
import { RuntimeError } from '../errors/errors.ts';
import { isPromiseLike } from '../invocation/invocation.ts';
import { openInvokeStore } from '../invocation/invoke-store.ts';
import { createLogger, openServices } from '../invocation/open-services.ts';
import { jsonReply, type Reply } from '../invocation/reply.ts';
import { Lifecycle, type LifecycleTarget } from '../lifecycle/lifecycle.ts';
import type { HostProcess, Platform } from '../platform/platform.ts';

/**
 * A function with the signature of AWS's Node runtime: `(event, context, callback)`, or
 * `(event, responseStream, context)` if it is marked as streaming.
 */
export type PlainFunction = (...args: readonly unknown[]) => unknown;

/** Runs a plain function as AWS's Node runtime does: the result is always encoded as JSON, even if it is a string. */
export async function runFunction(fn: PlainFunction, platform: Platform): Promise<void> {
  const store = openInvokeStore(platform.environment.allowsAwslambda);
  const services = openServices(
    {},
    platform,
    createLogger({}, platform, () => store, 'aws'),
    'trace',
  );
  await new Lifecycle(functionAdapter(fn, platform.process), services, platform).run();
}

/** Adapts a plain function to the lifecycle. */
export function functionAdapter(fn: PlainFunction, host: HostProcess): LifecycleTarget {
  const streaming = streamingMark(fn);
  const none = () => undefined;
  const hooks = { init: none, initErrorReport: none, beforeSnapshot: none, afterRestore: none, onShutdown: undefined };
  if (streaming === undefined) {
    return { ...hooks, handler: (event, context) => call(fn, event, context, host), replyOf: jsonReply };
  }
  return {
    ...hooks,
    handler: (event, context) => (writer: Writer) => stream(fn, event, context, writer, streaming.highWaterMark),
    replyOf: (produce): Reply => ({ kind: 'stream', produce: produce as (writer: Writer) => unknown }),
  };
}

/** Calls a function that returns its result or calls back with it. The first of the two counts. */
function call(fn: PlainFunction, event: unknown, context: Context, host: HostProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  try {
    const result = fn(event, context, (error: unknown, value: unknown) => {
      // As in AWS's runtime, both `undefined` and `null` mean that there is no error.
      if (error === undefined || error === null) resolve(value);
      else reject(error);
    });
    if (isPromiseLike(result)) result.then(resolve, reject);
    else if (isCallbackStyle(fn, result)) return untilEventLoopEmpty(promise, host);
    else resolve(result);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/**
 * A function with a third parameter expects a callback. A wrapper with `...args` hides its parameters; if it returns
 * `undefined`, the wrapped function may expect one.
 */
function isCallbackStyle(fn: PlainFunction, result: unknown): boolean {
  return fn.length >= 3 || (fn.length === 0 && result === undefined);
}

/** If a function never calls back, its result is undefined once the event loop is empty. */
function untilEventLoopEmpty(called: Promise<unknown>, host: HostProcess): Promise<unknown> {
  const { promise: empty, resolve } = Promise.withResolvers<undefined>();
  const onBeforeExit = () => resolve(undefined);
  host.once('beforeExit', onBeforeExit);
  return Promise.race([called, empty]).finally(() => host.off('beforeExit', onBeforeExit));
}

async function stream(
  fn: PlainFunction,
  event: unknown,
  context: Context,
  writer: Writer,
  highWaterMark: number | undefined,
): Promise<void> {
  const responseStream = createResponseStream(writer, highWaterMark);
  try {
    const result = fn(event, responseStream, context);
    if (!isPromiseLike(result)) {
      throw new RuntimeError('MalformedStreamingHandler', 'a streaming handler must be an async function');
    }
    await result;
  } catch (error) {
    // The handler has ended its response before it failed. What the stream has buffered is still on its way.
    if (responseStream.writableEnded) await writer.closed.catch(() => {});
    throw error;
  }
  // Another stream that the handler has piped into its own may still be writing, and will end it.
  await writer.closed;
}
