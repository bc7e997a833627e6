import type { Writer } from '@alr/writer';
import type { ErrorReport } from '../errors/error-report.ts';
import { RuntimeError } from '../errors/errors.ts';

/** Writes a streamed response. If it returns without closing the writer, the runtime closes it. */
export type StreamFunction = (writer: Writer) => unknown;

/** What an invocation can send. */
export type Reply =
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'stream'; readonly produce: StreamFunction }
  | { readonly kind: 'error'; readonly report: ErrorReport };

/**
 * Returns the reply for the result of a class's handler.
 * @throws {RuntimeError} the result cannot be converted to JSON
 */
export function replyOf(result: unknown): Reply {
  if (typeof result === 'string') return { kind: 'text', body: result };
  if (typeof result === 'function') return { kind: 'stream', produce: result as StreamFunction };
  if (isStream(result)) return { kind: 'stream', produce: (writer) => copy(result, writer) };
  return jsonReply(result);
}

/**
 * Returns the reply with the JSON of a result. The JSON of undefined is `null`.
 * @throws {RuntimeError} the result cannot be converted: it is a BigInt, a cycle or a function
 */
export function jsonReply(result: unknown): Reply {
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

function jsonError(reason: string, cause?: unknown): RuntimeError {
  const message = `the result of the handler cannot be converted to JSON: ${reason}`;
  return new RuntimeError('JSONStringifyError', message, { cause });
}

/** Web streams, Node streams and async generators are all async iterables. */
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

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
