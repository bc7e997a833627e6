// @compile-at-start
import { handleInvocation, type InvocationTarget } from './handle.ts';
import type { Invocation } from './invocation.ts';
import type { OpenInvocations } from './open-invocations.ts';
import { receive } from './receive.ts';
import type { Services } from './services.ts';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 90_000;
/** Node fires a timer with a longer delay at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Receives and handles invocations indefinitely, in one loop, or in as many as there may be concurrent invocations.
 * Rejects if this process cannot continue.
 * @param open the invocations that are in progress
 */
export async function serve(
  services: Services,
  target: InvocationTarget,
  open: Pick<OpenInvocations, 'add' | 'delete'>,
  maxConcurrency: number | undefined,
): Promise<never> {
  const handle = async (invocation: Invocation): Promise<void> => {
    open.add(invocation);
    await handleInvocation(invocation, target);
    await open.delete(invocation);
  };
  if (maxConcurrency === undefined) for (;;) await handle(await receive(services));

  const poll = pollWithRetries(services, maxConcurrency);
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const loop = async (): Promise<never> => {
    for (;;) {
      const invocation = await poll();
      const handling = handle(invocation);
      handling.catch(reject);
      await untilDeadline(invocation, handling);
    }
  };
  return Promise.race([failure, ...Array.from({ length: maxConcurrency }, loop)]);
}

/**
 * Returns a function that retries a failed poll without disturbing the others. It rejects if all polls are failing and
 * the API was never reached, because then there is no API.
 */
// @compile-later
function pollWithRetries(services: Services, polls: number): () => Promise<Invocation> {
  const { api, logger } = services;
  let failing = 0;
  return async () => {
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, MAX_RETRY_MS)) {
      try {
        return await receive(services);
      } catch (error) {
        failing += 1;
        if (failing === polls && !api.wasReached) throw error;
        logger.error(`polling for the next invocation failed; retrying in ${delay / 1000} s:`, error);
        await new Promise((resolve) => setTimeout(resolve, delay));
        failing -= 1;
      }
    }
  };
}

/**
 * Waits until the invocation is handled, or until its deadline. The platform does not end a handler that never settles
 * if others run in the same process; such a handler must not keep its loop from polling.
 */
// @compile-later
function untilDeadline(invocation: Invocation, handling: Promise<void>): Promise<void> {
  // Node keeps one list of timers for each length. Whole seconds keep the number of lists small.
  const wait = Math.min(Math.ceil((invocation.remainingTime ?? MAX_TIMER_MS) / 1000) * 1000, MAX_TIMER_MS);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      invocation.services.logger.warn(
        `invocation ${invocation.requestId} is still running after its deadline; polling for another one`,
      );
      resolve();
    }, wait);
    // The timer must not hide that the event loop is empty, which is how a handler that can never settle is detected.
    timer.unref();
    handling.then(() => {
      clearTimeout(timer);
      resolve();
    }, reject);
  });
}
