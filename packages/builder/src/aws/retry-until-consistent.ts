import { isServiceError, type ServiceError } from './aws-error.ts';

/** Waits for a number of milliseconds. Tests inject one that returns at once. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Changes in IAM take up to about a minute to reach all services; Lambda's states can take several. */
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

/**
 * Retries a call while AWS rejects it only because an earlier change has not reached all services yet (eventual
 * consistency). When the time is up, AWS's last error is thrown.
 *
 * @param isTooEarly whether such an error will go away with time
 * @param totalMs the longest time to wait
 */
export async function retryUntilConsistent<Result>(
  call: () => Promise<Result>,
  isTooEarly: (error: ServiceError) => boolean,
  pause: Pause,
  totalMs = 90_000,
): Promise<Result> {
  for (const milliseconds of pauses(totalMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isServiceError(error) || !isTooEarly(error)) throw error;
      await pause(milliseconds);
    }
  }
  return call();
}
