/**
 * The target of a `Writer`, such as a socket, or an array in a test. The sink sends the head of the message; the writer
 * gives it everything after that, in HTTP/1.1's chunked coding.
 *
 * None of the methods throws: a sink reports failures by calling `fail`, or by rejecting.
 */
export interface StreamSink {
  /**
   * Sends the head, which must have `Transfer-Encoding: chunked`, the given content type, and `Trailer:` with
   * `ERROR_TRAILERS`. Called once, just before the first `write`.
   *
   * @param fail for the sink to call, at any later time, if the reader rejects the message or is gone: pending writes,
   * later writes and `closed` then reject with that error
   */
  start(contentType: string, fail: (error: unknown) => void): void;

  /**
   * Sends bytes, in one go and in the order of the calls. The writer does not wait for the promises of earlier calls.
   *
   * @returns undefined if the sink accepts more and no longer needs these bytes, so that they may be overwritten;
   * otherwise a promise that resolves when that is the case
   */
  write(parts: readonly Uint8Array[]): Promise<void> | undefined;

  /** Called after the last bytes. Resolves when the reader has accepted the message, and rejects if it does not. */
  end(): Promise<void>;
}
