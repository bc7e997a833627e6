/**
 * What a `Writer` writes to: a socket, or an array in a test. Its owner sends the head of the message; the writer gives
 * it all that follows, in HTTP/1.1's chunked coding.
 *
 * None of the three throws: trouble is told through `fail`, or by rejecting.
 */
export interface StreamSink {
  /**
   * Sends the head, which must say `Transfer-Encoding: chunked`, the content type given, and `Trailer:` with
   * `ERROR_TRAILERS`. Called once, just before the first `write`.
   *
   * @param fail is for the owner to call, at any time from then on, when the reader refuses the message or is gone: what
   * waits to be written rejects with that error, and so do `closed` and later writes.
   */
  start(contentType: string, fail: (error: unknown) => void): void;

  /**
   * Sends bytes, all in one go, after those of earlier calls; it doesn't wait for the promises of those.
   *
   * @returns undefined where more is wanted and these bytes aren't needed any more, so that they may be overwritten;
   * else a promise that resolves when that is so.
   */
  write(parts: readonly Uint8Array[]): Promise<void> | undefined;

  /** Is told that the message is complete; resolves when the reader has accepted it, rejects where it refuses it. */
  end(): Promise<void>;
}
