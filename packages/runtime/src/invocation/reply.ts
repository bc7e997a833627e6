import type { Writer } from '@alr/writer';
import type { ErrorReport } from '../errors/error-report.ts';
import { RuntimeError } from '../errors/errors.ts';

/** Writes a streamed response; the runtime closes the writer where the function hasn't. */
export type StreamFunction = (writer: Writer) => unknown;

/** What the platform is told about an invocation. */
export type Reply =
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'stream'; readonly produce: StreamFunction }
  | { readonly kind: 'error'; readonly report: ErrorReport };

/**
 * The reply that a class's handler means by what it returns.
 * @throws {RuntimeError} it can't be said in JSON
 */
export function replyOf(result: unknown): Reply {
  if (typeof result === 'string') return { kind: 'text', body: result };
  if (typeof result === 'function') return { kind: 'stream', produce: result as StreamFunction };
  if (isStream(result)) return { kind: 'stream', produce: (writer) => copy(result, writer) };
  return jsonReply(result);
}

/**
 * The reply that is the JSON of a value; none is `null`.
 * @throws {RuntimeError} it has no JSON: a BigInt, a cycle, a function
 */
export function jsonReply(result: unknown): Reply {
  if (result === undefined) return { kind: 'text', body: 'null' };
  let body: string | undefined;
  try {
    body = JSON.stringify(result);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError('JSONStringifyError', `what the handler returned can't be turned into JSON: ${reason}`, {
      cause,
    });
  }
  if (body === undefined) {
    throw new RuntimeError(
      'JSONStringifyError',
      `what the handler returned can't be turned into JSON: it is of type ${typeof result}`,
    );
  }
  return { kind: 'text', body };
}

/** Web streams, Node's streams and async generators all are async iterables. */
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function copy(source: AsyncIterable<unknown>, writer: Writer): Promise<void> {
  for await (const chunk of source) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw new TypeError(
        `a streamed response is made of strings and bytes, but the handler's stream gave a ${typeof chunk}`,
      );
    }
    await writer.write(chunk);
  }
}
