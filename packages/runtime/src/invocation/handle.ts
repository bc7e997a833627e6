// @compile-at-start
import type { Context } from '@alr/context';
import { reportError } from '../errors/error-report.ts';
import { ApiConnectionError, ApiStatusError } from '../runtime-api/errors.ts';
import { withSegment } from '../tracing/xray-segment.ts';
import { runInInvocation } from './current-invocation.ts';
import { type Invocation, isPromiseLike, type ReplyRule } from './invocation.ts';
import { logRejectedResponse } from './rejected-response.ts';
import type { Reply } from './reply.ts';

/** What an invocation calls: the user's handler, and the rule that turns its result into a reply. */
export interface InvocationTarget {
  handler(event: unknown, context: Context): unknown;
  readonly replyOf: ReplyRule;
}

const RESULT_NOT_SENT = 'the handler returned a result after it had responded; the result was not sent';

/**
 * Handles one invocation until its response is sent. Rejects only if this process cannot continue; a failure of the
 * invocation itself becomes its response, and is logged.
 */
export function handleInvocation(invocation: Invocation, target: InvocationTarget): Promise<void> {
  const run = withSegment(invocation.traceId, () => handleAndRespond(invocation, target));
  return runInInvocation(invocation.services.store, invocation, run);
}

async function handleAndRespond(invocation: Invocation, target: InvocationTarget): Promise<void> {
  try {
    // The reply is not assigned to a variable: a suspended async function keeps all of its variables in memory.
    await respondOnce(invocation, await makeReply(invocation, target));
  } catch (error) {
    logRejectedResponse(invocation.services.logger, error);
  } finally {
    invocation.close();
  }
}

/** Returns undefined if the handler has responded itself. */
async function makeReply(invocation: Invocation, target: InvocationTarget): Promise<Reply | undefined> {
  try {
    const result = await invocation.outcomeOf(callHandler(invocation, target));
    const reply = replyTo(result, invocation, target);
    return isPromiseLike(reply) ? await invocation.outcomeOf(reply) : reply;
  } catch (error) {
    return replyToFailure(error, invocation);
  }
}

/** A separate function, so that the event is not kept in memory while the handler runs. */
function callHandler(invocation: Invocation, target: InvocationTarget): unknown {
  const { event, context } = invocation.open();
  return target.handler(event, context);
}

/** If the handler has responded itself, returns the promise of that response. */
function respondOnce(invocation: Invocation, reply: Reply | undefined): Promise<void> | undefined {
  if (reply !== undefined && invocation.delivery === undefined) return invocation.respond(reply);
  // Work that nothing awaits can respond between the handler's end and this point.
  if (reply !== undefined) invocation.services.logger.warn(RESULT_NOT_SENT);
  return invocation.delivery;
}

function replyTo(
  result: unknown,
  invocation: Invocation,
  target: InvocationTarget,
): Reply | Promise<Reply> | undefined {
  if (invocation.delivery === undefined) return (invocation.replyRule ?? target.replyOf)(result, invocation);
  if (result !== undefined) invocation.services.logger.warn(RESULT_NOT_SENT);
  return undefined;
}

// @compile-later
function replyToFailure(error: unknown, invocation: Invocation): Reply | undefined {
  if (invocation.delivery === undefined) {
    invocation.logFailure('handler', error);
    return { kind: 'error', report: reportError(error, invocation.services.stackKey) };
  }
  // If the handler awaited its own response, and the platform rejected that, the rejection is logged elsewhere.
  if (error instanceof ApiStatusError || error instanceof ApiConnectionError) return undefined;
  invocation.logUnsent(error);
  return undefined;
}
