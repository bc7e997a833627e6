import type { Context } from '@alr/context';
import { reportError } from '../errors/error-report.ts';
import { RuntimeError } from '../errors/errors.ts';
import { setTraceId } from '../platform/environment.ts';
import { ApiConnectionError, ApiStatusError } from '../runtime-api/errors.ts';
import type { NextInvocation } from '../runtime-api/runtime-api.ts';
import { withSegment } from '../tracing/xray-segment.ts';
import type { ContextFactory } from './context-factory.ts';
import { deliver, logRefusal } from './deliver.ts';
import type { Invocation } from './invocation.ts';
import { runInInvocation, type Store } from './invoke-store.ts';
import type { Reply } from './reply.ts';
import type { StreamServices } from './stream.ts';

/** What the runtime does with the event of an invocation: the user's handler, and what its result means. */
export interface Handle {
  handler(event: unknown, context: Context): unknown;
  replyOf(result: unknown): Reply;
}

/** What handling an invocation needs. */
export interface InvocationServices extends StreamServices {
  readonly store: Store;
  readonly contexts: ContextFactory;
  /** Whether other invocations are under way in this process: then nothing process-wide may speak of one. */
  readonly isConcurrent: boolean;
}

/** An event and the context it came with. */
export interface ReceivedEvent {
  readonly event: unknown;
  readonly context: Context;
}

const RESULT_NOT_SENT = 'the handler returned a result after it had replied; it was not sent';

/** Waits, without a limit, for the next invocation, and for what is loaded apart to handle it. */
export function receiveInvocation({ api, contexts }: InvocationServices): Promise<NextInvocation> {
  const received = api.next();
  if (contexts.isLoaded) return received;
  const loaded = afterTheRequestHasLeft().then(() => contexts.load());
  return Promise.all([received, loaded]).then(([next]) => next);
}

/** The connection is made, and the request sent, by the event loop: what is loaded meanwhile must not be in its way. */
function afterTheRequestHasLeft(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Handles one invocation to the end of its reply. Rejects only where this process can't go on; what concerns the one
 * invocation is answered, and logged.
 */
export function handleInvocation(services: InvocationServices, invocation: Invocation, handle: Handle): Promise<void> {
  const run = withSegment(invocation.traceId, () => handleAndReply(services, invocation, handle));
  return runInInvocation(services.store, invocation, run);
}

async function handleAndReply(services: InvocationServices, invocation: Invocation, handle: Handle): Promise<void> {
  try {
    // The reply has no name here: a function that waits keeps all that has one in memory.
    await deliverOnce(services, invocation, await makeReply(services, invocation, handle));
  } catch (error) {
    logRefusal(services.logger, error);
  } finally {
    invocation.context?.[Symbol.dispose]();
  }
}

/** Reads what came. @throws {RuntimeError | InvalidContextHeaderError} it can't be read */
export function openInvocation(services: InvocationServices, invocation: Invocation): ReceivedEvent {
  if (!services.isConcurrent) setTraceId(invocation.traceId);
  const { headers, body } = invocation.take();
  const context = services.contexts.make(headers);
  invocation.context = context;
  try {
    return { event: JSON.parse(body), context };
  } catch (cause) {
    throw new RuntimeError('JSONParseError', `the event isn't JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The reply that is to be made; undefined where the handler has replied by itself. */
async function makeReply(
  services: InvocationServices,
  invocation: Invocation,
  handle: Handle,
): Promise<Reply | undefined> {
  try {
    const result = await invocation.outcomeOf(callHandler(services, invocation, handle));
    return replyTo(result, services, invocation, handle);
  } catch (error) {
    return replyToFailure(error, services, invocation);
  }
}

/** A function apart, so that the event isn't kept in memory while the handler takes its time. */
function callHandler(services: InvocationServices, invocation: Invocation, handle: Handle): unknown {
  const { event, context } = openInvocation(services, invocation);
  return handle.handler(event, context);
}

/** Waits for the handler's own reply, where there is one. */
function deliverOnce(
  services: InvocationServices,
  invocation: Invocation,
  reply: Reply | undefined,
): Promise<void> | undefined {
  if (reply !== undefined && invocation.delivery === undefined) {
    return invocation.answer(reply, (to, what) => deliver(services, to, what));
  }
  // Work that nobody waited for may reply in the very turns between the handler's end and here.
  if (reply !== undefined) services.logger.warn(RESULT_NOT_SENT);
  return invocation.delivery;
}

function replyTo(
  result: unknown,
  { logger }: InvocationServices,
  invocation: Invocation,
  handle: Handle,
): Reply | undefined {
  if (invocation.delivery === undefined) return handle.replyOf(result);
  if (result !== undefined) logger.warn(RESULT_NOT_SENT);
  return undefined;
}

function replyToFailure(
  error: unknown,
  { logger, stackKey }: InvocationServices,
  invocation: Invocation,
): Reply | undefined {
  if (invocation.delivery === undefined) {
    logger.error('the handler failed:', error);
    return { kind: 'error', report: reportError(error, stackKey) };
  }
  // The refusal of a reply of its own, which the handler has waited for, is logged as such.
  if (error instanceof ApiStatusError || error instanceof ApiConnectionError) return undefined;
  logger.error('the handler failed after it had replied; this was not sent:', error);
  return undefined;
}
