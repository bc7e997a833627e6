/**
 * Where a `Writer` sends its message to: a socket for instance, or an array in a test. Its owner sends the head of the
 * message; all that follows the head comes from the writer, in HTTP/1.1's chunked coding.
 *
 * The members don't throw: trouble is told by `fail`, or by the promises.
 */
export interface StreamSink {
  /**
   * Sends the head: it must say `Transfer-Encoding: chunked`, this content type and `Trailer: ${ERROR_TRAILERS}`.
   * Called once, just before the first `write`.
   *
   * @param fail may be called at any time from then on, when the reader refuses the message or is gone: what is being
   * written rejects with its error, and so do later writes and `closed`.
   */
  start(contentType: string, fail: (error: unknown) => void): void;

  /**
   * Sends bytes in one go. It may be called before an earlier call's promise has resolved: order is the order of calls.
   *
   * @returns undefined when more is wanted and the bytes are no longer needed (the writer's user may overwrite them),
   * else a promise that resolves once both is so.
   */
  write(parts: readonly Uint8Array[]): Promise<void> | undefined;

  /** All bytes were given. Resolves once the reader has accepted the message, rejects where it refuses it. */
  end(): Promise<void>;
}
