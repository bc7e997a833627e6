import { inspect } from 'node:util';
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
  throw rejection(destination, `${shown(value)} is not a text; pass one, such as that of JSON.stringify`);
}

/**
 * Checks what a message has besides its text: texts, and attributes.
 *
 * @throws {RejectedMessageError} something is of another type
 */
export function checkDetails(destination: string, details: unknown): void {
  if (!isObject(details)) throw rejection(destination, `${shown(details)} is no object`);
  for (const [name, value] of Object.entries(details)) {
    if (name === 'attributes') checkAttributes(destination, value);
    else if (value !== undefined && typeof value !== (name === 'delay' ? 'number' : 'string')) {
      throw rejection(destination, `${name} is ${shown(value)}`);
    }
  }
}

function checkAttributes(destination: string, attributes: unknown = {}): void {
  if (!isObject(attributes)) throw rejection(destination, `attributes is ${shown(attributes)}`);
  for (const [name, value] of Object.entries(attributes)) {
    if (isAttribute(value)) continue;
    const example = "{ DataType: 'String', StringValue: 'a' }";
    throw rejection(destination, `the attribute ${name} is ${shown(value)}; pass one such as ${example}`);
  }
}

function isAttribute(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { DataType, StringValue = '', BinaryValue = new Uint8Array() }: Partial<Record<string, unknown>> = { ...value };
  return typeof DataType === 'string' && typeof StringValue === 'string' && BinaryValue instanceof Uint8Array;
}

/** Whether a value that a program passes has members. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A value of any kind, for a message. */
export function shown(value: unknown): string {
  const text = inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY });
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
