// @compile-at-start
import type { Logger } from '@alr/context';
import type { Writer } from '@alr/writer';
import { isError } from '../errors/describe-error.ts';
import type { ErrorReport } from '../errors/error-report.ts';
import { RuntimeError } from '../errors/errors.ts';
import { isPlain } from '../logger/json-text.ts';

/** Writes a streamed response. If it returns without closing the writer, the runtime closes it. */
export type StreamFunction = (writer: Writer) => unknown;

interface TextReply {
  readonly kind: 'text';
  readonly body: string;
}

/** What an invocation can send. */
export type Reply =
  | TextReply
  | { readonly kind: 'stream'; readonly produce: StreamFunction }
  | { readonly kind: 'error'; readonly report: ErrorReport };

/**
 * Returns the reply for the result of a class's handler.
 * @param logger gets a warning if the JSON of the result has lost its content
 * @throws {RuntimeError} the result cannot be converted to JSON
 */
export function replyOf(result: unknown, logger?: Pick<Logger, 'warn'>): Reply {
  if (typeof result === 'string') return { kind: 'text', body: result };
  if (typeof result === 'function') return { kind: 'stream', produce: result as StreamFunction };
  if (isStream(result)) return { kind: 'stream', produce: (writer) => copy(result, writer) };
  const reply = jsonReply(result);
  if (logger !== undefined) warnOfLoss(result, reply.body, logger);
  return reply;
}

/**
 * Returns the reply with the JSON of a result. The JSON of undefined is `null`.
 * @throws {RuntimeError} the result cannot be converted: it is a BigInt, a cycle or a function
 */
export function jsonReply(result: unknown): TextReply {
  if (result === undefined) return { kind: 'text', body: 'null' };
  let body: string | undefined;
  try {
    body = JSON.stringify(result);
  } catch (cause) {
    throw jsonError(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (body === undefined) throw jsonError(`it is of type ${typeof result}`);
  return { kind: 'text', body };
}

// @compile-later
function jsonError(reason: string, cause?: unknown): RuntimeError {
  const message = `the result of the handler cannot be converted to JSON: ${reason}`;
  return new RuntimeError('JSONStringifyError', message, { cause });
}

/** JSON keeps nothing of a Map, a Set, a class with private members only, and the message of an error. */
function warnOfLoss(result: unknown, body: string, logger: Pick<Logger, 'warn'>): void {
  if (!body.includes('{}') && !isError(result)) return;
  const lossy = findLossy(result, 'the result of the handler');
  if (lossy === undefined) return;
  logger.warn(`${lossy}, which JSON cannot represent: its content is not sent; return plain objects and arrays`);
}

/** Finds an object that is more than its JSON. Called for few results, because it visits all of their members. */
// @compile-later
function findLossy(value: unknown, place: string): string | undefined {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined;
  const members = Object.entries(value);
  if (isError(value) || (members.length === 0 && !Array.isArray(value) && !isPlain(value)))
    return `${place} is ${classOf(value)}`;
  for (const [name, member] of members) {
    const found = findLossy(member, `the member ${JSON.stringify(name)} of the handler's result`);
    if (found !== undefined) return found;
  }
  return undefined;
}

// @compile-later
function classOf(value: object): string {
  const name = typeof value.constructor === 'function' ? value.constructor.name : '';
  return name === '' ? 'an object of an unnamed class' : `of the class ${name}`;
}

/** Web streams, Node streams and async generators are all async iterables. */
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

// @compile-later
async function copy(source: AsyncIterable<unknown>, writer: Writer): Promise<void> {
  for await (const chunk of source) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw new TypeError(
        `a chunk of the handler's stream is of type ${typeof chunk}; it must be a string or a Uint8Array`,
      );
    }
    await writer.write(chunk);
  }
}
