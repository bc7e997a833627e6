import type { Logger } from '@alr/context';
import type { StreamSink } from '@alr/writer';
import { reportError, type StackKey } from '../errors/error-report.ts';
import type { InvocationKey, ReplyStream, RuntimeApi } from '../runtime-api/runtime-api.ts';
import type { Invocation } from './invocation.ts';
import type { StreamFunction } from './reply.ts';

/** What a streamed reply needs. */
export interface StreamServices {
  readonly api: RuntimeApi;
  readonly logger: Logger;
  readonly stackKey: StackKey;
}

/**
 * Delivers a streamed reply. A failure before the first byte is an ordinary error, one in the middle goes into the
 * trailers. Rejects where the platform refused the stream: its producer is told by its writer, and no longer waited for.
 */
export async function deliverStream(
  services: StreamServices,
  invocation: Invocation,
  produce: StreamFunction,
): Promise<void> {
  const { api, logger, stackKey } = services;
  // Loaded here, since most functions never stream.
  const { Writer } = await import('@alr/writer');
  const sink = new ReplySink(api, invocation);
  const writer = new Writer(sink, {
    describeError: (error) => {
      const report = reportError(error, stackKey);
      return { type: report.headerType, body: report.body };
    },
  });
  try {
    await Promise.race([invocation.outcomeOf(produce(writer)), sink.refused]);
    await writer.close();
  } catch (error) {
    if (sink.refusal !== undefined) throw sink.refusal;
    logger.error('the response stream failed:', error);
    if (!writer.started) return api.fail(invocation, reportError(error, stackKey));
    await writer.abort(error);
  }
}

/** Where a Writer's bytes go: into the reply of one invocation. */
class ReplySink implements StreamSink {
  readonly #api: RuntimeApi;
  readonly #key: InvocationKey;
  readonly #refused = Promise.withResolvers<never>();
  #stream: ReplyStream | undefined;
  /** Why the platform didn't take the reply. */
  refusal: Error | undefined;

  constructor(api: RuntimeApi, key: InvocationKey) {
    this.#api = api;
    this.#key = key;
    // Nobody waits for it once the producer is done.
    this.#refused.promise.catch(() => {});
  }

  /** Rejects when the platform refuses the reply. */
  get refused(): Promise<never> {
    return this.#refused.promise;
  }

  start(contentType: string, fail: (error: Error) => void): void {
    this.#stream = this.#api.respondStreaming(this.#key, contentType, (error) => {
      this.#refuse(error);
      fail(error);
    });
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    return this.#started().write(parts);
  }

  async end(): Promise<void> {
    try {
      await this.#started().end();
    } catch (error) {
      this.#refuse(error as Error);
      throw error;
    }
  }

  #started(): ReplyStream {
    if (this.#stream === undefined) throw new Error('a stream was written to before it was started');
    return this.#stream;
  }

  #refuse(error: Error): void {
    this.refusal = error;
    this.#refused.reject(error);
  }
}
