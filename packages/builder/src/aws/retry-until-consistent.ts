import { isServiceError, markAsRetried, retriedFor, type ServiceError } from './aws-error.ts';

/** Waits for a number of milliseconds. Tests inject one that returns at once. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Lambda's states can take several minutes, so polling slows down to this interval. */
const LONGEST_PAUSE_MS = 8_000;

/** The pauses of a wait of at most `totalMs`: each is twice as long as the one before, up to the longest. */
function* pauses(totalMs: number): Generator<number> {
  let waited = 0;
  for (let next = 250; waited < totalMs; next = Math.min(next * 2, LONGEST_PAUSE_MS)) {
    yield next;
    waited += next;
  }
}

/**
 * Polls until `ask` resolves to a value. `ask` resolves to undefined for "not yet".
 *
 * @param totalMs the longest time to wait
 * @returns the value; undefined if the time is up
 */
export async function pollUntilDefined<Value>(
  ask: () => Promise<Value | undefined>,
  pause: Pause,
  totalMs = 300_000,
): Promise<Value | undefined> {
  for (const milliseconds of pauses(totalMs)) {
    const value = await ask();
    if (value !== undefined) return value;
    await pause(milliseconds);
  }
  return ask();
}

/** How long to retry a call that AWS rejected with this error, in milliseconds; undefined: not at all. */
export type RetryLimit = (error: ServiceError) => number | undefined;

/**
 * Retries a call while AWS rejects it only because an earlier change has not reached all services yet (eventual
 * consistency), or because another change is in progress. When the time is up, AWS's last error is thrown.
 */
export async function retryUntilConsistent<Result>(
  call: () => Promise<Result>,
  limitOf: RetryLimit,
  pause: Pause,
): Promise<Result> {
  let waited = 0;
  for (const milliseconds of pauses(Number.POSITIVE_INFINITY)) {
    try {
      return await call();
    } catch (error) {
      // An error that an inner call has retried without success is final.
      if (!isServiceError(error) || retriedFor(error) !== undefined) throw error;
      const limit = limitOf(error);
      if (limit !== undefined && waited >= limit) markAsRetried(error, waited);
      if (limit === undefined || waited >= limit) throw error;
    }
    await pause(milliseconds);
    waited += milliseconds;
  }
  return call();
}
