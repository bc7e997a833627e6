// @compile-at-start
/** How often a request is checked in the time that it may make no progress. */
const CHECKS = 10;
const MIN_INTERVAL_MS = 100;

/**
 * Measures for how long no byte of a request has moved. Node's `socket.setTimeout` alone can take twice the time: if the
 * system accepts a part of a write, the timeout does not count from then, but from its next check. With short timeouts,
 * the difference is small.
 */
export class StallClock {
  #lastProgress = 0;
  #lastCheck = 0;

  /** Bytes have moved, or a request begins. */
  restart(): void {
    this.#lastProgress = Date.now();
  }

  /** Called when the socket times out after {@link checkInterval}. Returns whether the request has stalled. */
  isStalled(limit: number): boolean {
    const now = Date.now();
    const interval = checkInterval(limit);
    // Node leaves out a timeout before which a part of a write was accepted.
    if (now - Math.max(this.#lastCheck, this.#lastProgress) > 1.9 * interval) this.#lastProgress = now - interval;
    this.#lastCheck = now;
    return now - this.#lastProgress > limit - interval / 2;
  }
}

/** The timeout of a socket whose request may make no progress for a time. */
export function checkInterval(limit: number): number {
  return Math.min(limit, Math.max(limit / CHECKS, MIN_INTERVAL_MS));
}
