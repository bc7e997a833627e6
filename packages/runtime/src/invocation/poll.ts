import { Invocation } from './invocation.ts';
import { type Handle, handleInvocation, type InvocationServices, receiveInvocation } from './invoke.ts';
import type { OpenInvocations } from './open-invocations.ts';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 90_000;
/** A timer that is asked for more fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Asks for an invocation, handles it, and asks for the next, for ever: in one loop, or in as many as the platform hands
 * out at once. Rejects where this process can't go on.
 * @param open the invocations that are under way
 */
export async function serve(
  services: InvocationServices,
  handle: Handle,
  open: Pick<OpenInvocations, 'add' | 'delete'>,
  maxConcurrency: number | undefined,
): Promise<never> {
  const handleOpen = async (invocation: Invocation): Promise<void> => {
    open.add(invocation);
    invocation.finished = handleInvocation(services, invocation, handle);
    await invocation.finished;
    await open.delete(invocation);
  };
  if (maxConcurrency === undefined) for (;;) await handleOpen(new Invocation(await receiveInvocation(services)));

  const poll = pollWithRetries(services, maxConcurrency);
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const loop = async (): Promise<never> => {
    for (;;) {
      const invocation = await poll();
      const handling = handleOpen(invocation);
      handling.catch(reject);
      await untilDeadline(services, invocation, handling);
    }
  };
  return Promise.race([failure, ...Array.from({ length: maxConcurrency }, loop)]);
}

/** The trouble of one poll is its own. Where all have some, and none was ever answered, there is no API: that rejects. */
function pollWithRetries(services: InvocationServices, polls: number): () => Promise<Invocation> {
  const { api, logger } = services;
  let failing = 0;
  return async () => {
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
      try {
        return new Invocation(await receiveInvocation(services));
      } catch (error) {
        failing += 1;
        if (failing === polls && !api.wasReached) throw error;
        logger.error(`a poll for the next invocation failed, and is tried again in ${delay / 1000} s:`, error);
        await new Promise((resolve) => setTimeout(resolve, delay));
        failing -= 1;
      }
    }
  };
}

/** The platform doesn't end a handler of many that doesn't settle; it would keep its loop from polling for ever. */
function untilDeadline({ logger }: InvocationServices, invocation: Invocation, handling: Promise<void>): Promise<void> {
  const left = invocation.context?.getRemainingTimeInMillis() ?? LONGEST_TIMER_MS;
  // Node keeps timers of one length together: those of whole seconds are few lengths.
  const wait = Math.min(Math.ceil(left / 1000) * 1000, LONGEST_TIMER_MS);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      logger.warn(`invocation ${invocation.requestId} goes on after its deadline; others are taken in its place`);
      resolve();
    }, wait);
    // A handler that waits for nothing is noticed by an event loop that is empty.
    timer.unref();
    handling.then(() => {
      clearTimeout(timer);
      resolve();
    }, reject);
  });
}
