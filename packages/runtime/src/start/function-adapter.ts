import type { Context, Logger } from '@alr/context';
import type { Writer } from '@alr/writer';
import { type ResponseStream, streamingMark } from '../aws-compat/awslambda.ts';
import { createResponseStream } from '../aws-compat/response-stream.ts';
import { RuntimeError } from '../errors/errors.ts';
import { isPromiseLike } from '../invocation/invocation.ts';
import { openInvokeStore } from '../invocation/invoke-store.ts';
import { createLogger, openServices } from '../invocation/open-services.ts';
import { jsonReply, type Reply } from '../invocation/reply.ts';
import { Lifecycle, type LifecycleTarget } from '../lifecycle/lifecycle.ts';
import { claimLoop } from '../lifecycle/process-guard.ts';
import type { HostProcess, Platform } from '../platform/platform.ts';
import { wrappingAdviser } from './as-handler.ts';

/**
 * A function with the signature of AWS's Node runtime: `(event, context, callback)`, or
 * `(event, responseStream, context)` if it is marked as streaming.
 */
export type PlainFunction = (...args: readonly unknown[]) => unknown;

/** Runs a plain function as AWS's Node runtime does: the result is always encoded as JSON, even if it is a string. */
export async function runFunction(fn: PlainFunction, platform: Platform): Promise<void> {
  claimLoop(fn, 'run', platform);
  const store = openInvokeStore(platform.environment.allowsAwslambda);
  const services = openServices(
    {},
    platform,
    createLogger({}, platform, () => store, 'aws'),
    'trace',
  );
  await new Lifecycle(functionAdapter(fn, platform.process, services.logger), services, platform).run();
}

/**
 * Adapts a plain function to the lifecycle.
 * @throws {RuntimeError} the function has an unknown streaming mark
 */
export function functionAdapter(fn: PlainFunction, host: HostProcess, logger: Pick<Logger, 'warn'>): LifecycleTarget {
  const streaming = streamingMark(fn);
  const none = () => undefined;
  const hooks = { init: none, initErrorReport: none, beforeSnapshot: none, afterRestore: none, onShutdown: undefined };
  if (streaming === undefined) {
    const mayCallBack = expectsCallback(fn);
    const advise = wrappingAdviser(logger);
    return {
      ...hooks,
      handler: (event, context) => call(fn, event, context, mayCallBack, host, advise),
      replyOf: jsonReply,
    };
  }
  return {
    ...hooks,
    handler: (event, context) => async (writer: Writer) => {
      // Loaded already, since the writer comes from it.
      const responseStream = createResponseStream(writer, streaming.highWaterMark, await import('@alr/writer'));
      await stream(fn, event, responseStream, context, writer.closed, host, logger);
    },
    replyOf: (produce): Reply => ({ kind: 'stream', produce: produce as (writer: Writer) => unknown }),
  };
}

/**
 * Calls a function that returns its result or calls back with it. The first of the two counts.
 * @param onError called with the error of the function
 */
function call(
  fn: PlainFunction,
  event: unknown,
  context: Context,
  mayCallBack: boolean,
  host: HostProcess,
  onError: (error: unknown) => void,
): Promise<unknown> {
  const { promise, resolve, reject: fail } = Promise.withResolvers<unknown>();
  const reject = (error: unknown) => {
    onError(error);
    fail(error);
  };
  try {
    const result = fn(event, context, (error: unknown, value: unknown) => {
      // As in AWS's runtime, both `undefined` and `null` mean that there is no error.
      if (error === undefined || error === null) resolve(value);
      else reject(error);
    });
    if (isPromiseLike(result)) result.then(resolve, reject);
    else if (mayCallBack && (result === undefined || fn.length >= 3)) return untilEventLoopEmpty(promise, host);
    else resolve(result);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/**
 * Whether a function can call back: it has a third parameter, or it takes its arguments as a list, as wrappers do. Node's
 * own functions, such as bound ones, do not show what they do with theirs.
 */
function expectsCallback(fn: PlainFunction): boolean {
  if (fn.length > 0) return fn.length >= 3;
  return /^[^)]*\.\.\.|\barguments\b|\[native code\]/.test(Function.prototype.toString.call(fn));
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
  responseStream: ResponseStream,
  context: Context,
  closed: Promise<void>,
  host: HostProcess,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    const result = fn(event, responseStream, context);
    if (!isPromiseLike(result)) {
      throw new RuntimeError('MalformedStreamingHandler', 'a streaming handler must be an async function');
    }
    if ((await result) !== undefined) logger.warn('the result of a streaming handler is not sent: write to its stream');
  } catch (error) {
    // The handler has ended its response before it failed. What the stream has buffered is still on its way.
    if (responseStream.writableEnded) await closed.catch(() => {});
    throw error;
  }
  // Another stream that the handler has piped into its own may still be writing, and will end it.
  await (responseStream.writableEnded ? closed : untilEnded(responseStream, context, closed, host, logger));
}

const NEVER_ENDED =
  'the handler has returned, but its response stream was never ended: call responseStream.end(), or await the pipeline that ends it';

/** Waits for the end of a stream. If it cannot come, or not in time, names that cause. */
async function untilEnded(
  responseStream: ResponseStream,
  context: Context,
  closed: Promise<void>,
  host: HostProcess,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const { promise: neverEnded, reject } = Promise.withResolvers<never>();
  const onBeforeExit = () => {
    if (!responseStream.writableEnded) reject(new RuntimeError('InvalidStreamingOperation', NEVER_ENDED));
  };
  const onAbort = () => {
    const isDeadline = (context.signal.reason as Partial<Error>).name === 'DeadlineError';
    if (isDeadline && !responseStream.writableEnded) logger.warn(`the invocation is about to time out: ${NEVER_ENDED}`);
  };
  host.once('beforeExit', onBeforeExit);
  if (context.signal.aborted) onAbort();
  else context.signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([closed, neverEnded]);
  } finally {
    host.off('beforeExit', onBeforeExit);
    context.signal.removeEventListener('abort', onAbort);
  }
}
