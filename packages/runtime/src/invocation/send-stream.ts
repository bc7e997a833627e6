import { reportError } from '../errors/error-report.ts';
import type { InvocationKey } from '../runtime-api/runtime-api.ts';
import type { StreamFunction } from './reply.ts';
import type { Services } from './services.ts';

/** The invocation that a stream is the response of. */
interface StreamedInvocation extends InvocationKey {
  outcomeOf<Result>(work: Result | PromiseLike<Result>): Result | Promise<Result>;
}

/**
 * Sends a streamed response. An error before the first byte becomes an ordinary error response, a later one goes into
 * the trailers. Rejects if the platform refuses the stream: then the producer learns of it from its writer, and is no
 * longer awaited.
 */
export async function sendStream(
  { api, logFailure, stackKey }: Pick<Services, 'api' | 'logFailure' | 'stackKey'>,
  invocation: StreamedInvocation,
  produce: StreamFunction,
): Promise<void> {
  // Imported here, because most functions never stream.
  const { ERROR_TRAILERS, Writer } = await import('@alr/writer');
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  let refusal: Error | undefined;
  // Nothing awaits it once the producer is done.
  refused.catch(() => {});
  const sink = api.respondStreaming(invocation, ERROR_TRAILERS, (error) => {
    refusal = error;
    refuse(error);
  });
  const writer = new Writer(sink, {
    describeError: (error) => {
      const report = reportError(error, stackKey);
      return { type: report.headerType, body: report.body };
    },
  });
  try {
    await Promise.race([invocation.outcomeOf(produce(writer)), refused]);
    await writer.close();
  } catch (error) {
    if (refusal !== undefined) throw refusal;
    logFailure('stream', error);
    if (!writer.started) return api.fail(invocation, reportError(error, stackKey));
    await writer.abort(error);
  }
}
