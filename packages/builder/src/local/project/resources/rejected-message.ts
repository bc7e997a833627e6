import { QueueError } from '../../sources/queue/queue-error.ts';
import { StreamError } from '../../sources/stream/stream-error.ts';
import { TopicError } from '../../sources/topic/topic-error.ts';

/** A queue, topic, event bus or bucket does not accept what is sent to it. */
export class RejectedMessageError extends Error {
  override get name(): string {
    return 'RejectedMessageError';
  }
}

/**
 * The error for what a destination does not accept.
 *
 * @param destination such as `queue jobs`
 * @param reason in the words of AWS
 */
export function rejection(destination: string, reason: string, what = 'message'): RejectedMessageError {
  return new RejectedMessageError(`the ${destination} rejects the ${what}: ${reason.replace(/\.$/, '')}`);
}

/**
 * Runs what sends messages to a queue, topic or stream.
 *
 * @throws {RejectedMessageError} it is not accepted
 */
export function sendTo<Result>(destination: string, run: () => Result, what = 'message'): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof QueueError || error instanceof StreamError || error instanceof TopicError)) throw error;
    throw rejection(destination, error.message, what);
  }
}

/** Runs what sends messages to a queue or topic. Returns why it is not accepted, or undefined if it is. */
export function rejectionOf(destination: string, run: () => unknown): string | undefined {
  try {
    sendTo(destination, run);
    return undefined;
  } catch (error) {
    if (error instanceof RejectedMessageError) return error.message;
    throw error;
  }
}

/**
 * Checks a text that a program passes, which need not be in TypeScript.
 *
 * @throws {RejectedMessageError} it is not a text
 */
export function checkText(destination: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const shown = typeof value === 'object' ? (JSON.stringify(value) ?? 'an object') : String(value);
  const text = shown.length <= 100 ? shown : `${shown.slice(0, 100)}…`;
  throw rejection(destination, `${text} is not a text; pass one, such as that of JSON.stringify`);
}
