import { type ErrorReport, reportError } from '../errors/error-report.ts';
import type { InvocationKey } from '../runtime-api/runtime-api.ts';
import type { StreamFunction } from './reply.ts';
import type { Services } from './services.ts';

/** The invocation that a stream is the response of. */
interface StreamedInvocation extends InvocationKey {
  outcomeOf<Result>(work: Result | PromiseLike<Result>): Result | Promise<Result>;
  logFailure(failure: 'stream', error: unknown): void;
  logUnsent(error: unknown): void;
}

/**
 * Sends a streamed response. An error before the first byte becomes an ordinary error response, and a later one goes
 * into the trailers. An error after the end of the response is only logged.
 * @returns a promise that resolves when the platform has accepted the response. It rejects if the platform does not:
 * then the producer learns of it from its writer, and is no longer awaited
 */
export async function sendStream(
  { api, stackKey }: Pick<Services, 'api' | 'stackKey'>,
  invocation: StreamedInvocation,
  produce: StreamFunction,
): Promise<void> {
  // Imported here, because most functions never stream.
  const { ERROR_TRAILERS, Writer } = await import('@alr/writer');
  const response = api.respondStreaming(invocation, ERROR_TRAILERS);
  const { promise: rejected, reject } = Promise.withResolvers<never>();
  let rejection: unknown;
  // Nothing awaits it once the producer is done.
  rejected.catch(() => {});
  response.accepted.catch((error: unknown) => {
    rejection = error;
    reject(error);
  });
  /** The error that the invoker gets. A set, because any value can be thrown, even undefined. */
  const sent = new Set<unknown>();
  const report = (error: unknown): ErrorReport => {
    sent.add(error);
    invocation.logFailure('stream', error);
    return reportError(error, stackKey);
  };
  const writer = new Writer(response, {
    describeError: (error) => {
      const { headerType, body } = report(error);
      return { type: headerType, body };
    },
  });
  let failed: Promise<void> | undefined;
  try {
    await Promise.race([invocation.outcomeOf(produce(writer)), rejected]);
    await writer.close();
  } catch (error) {
    if (rejection !== undefined) throw rejection;
    // Ends the response with the error, if nothing has ended it before.
    writer.abort(error).catch(() => {});
    // What the producer itself has aborted the response with counts more than what it threw later.
    if (!writer.started) failed = api.fail(invocation, report(await reasonOf(writer.closed)));
    if (!sent.has(error)) invocation.logUnsent(error);
  }
  // The response is on its way, even if the writer and the producer have nothing more to do.
  await (failed ?? response.accepted);
}

function reasonOf(rejected: Promise<void>): Promise<unknown> {
  return rejected.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
