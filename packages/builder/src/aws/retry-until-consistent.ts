import { isServiceError, type ServiceError } from './aws-error.ts';

/** Waits for a number of milliseconds; tests have one that doesn't. */
export type Pause = (milliseconds: number) => Promise<void>;

/** IAM takes up to a minute or so to be known everywhere; Lambda's states can take a few. */
const LONGEST_PAUSE = 8_000;

/** The pauses of a wait of at most `total` milliseconds: each twice as long as the one before, up to 8 s. */
function* pauses(total: number): Generator<number> {
  let waited = 0;
  for (let next = 250; waited < total; next = Math.min(next * 2, LONGEST_PAUSE)) {
    yield next;
    waited += next;
  }
}

/**
 * Asks until there is an answer; undefined from `ask` means "not yet". Resolves to undefined where the time is up.
 *
 * @param total How long to wait at most, in milliseconds.
 */
export async function pollUntilDefined<Answer>(
  ask: () => Promise<Answer | undefined>,
  pause: Pause,
  total = 300_000,
): Promise<Answer | undefined> {
  for (const milliseconds of pauses(total)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(milliseconds);
  }
  return ask();
}

/**
 * Makes a call again as long as AWS refuses it only because something made just before isn't known everywhere yet.
 * When the time is up, AWS's last refusal is the error.
 *
 * @param isTooEarly Tells such a refusal from one that will stay.
 * @param total How long to wait at most, in milliseconds.
 */
export async function retryUntilConsistent<Answer>(
  call: () => Promise<Answer>,
  isTooEarly: (error: ServiceError) => boolean,
  pause: Pause,
  total = 90_000,
): Promise<Answer> {
  for (const milliseconds of pauses(total)) {
    try {
      return await call();
    } catch (error) {
      if (!isServiceError(error) || !isTooEarly(error)) throw error;
      await pause(milliseconds);
    }
  }
  return call();
}
