import type { Invocation } from './invocation.ts';
import { type Handle, handleInvocation, type InvocationServices, receiveInvocation } from './invoke.ts';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 90_000;

/**
 * Asks for an invocation, handles it, and asks for the next, for ever: in one loop, or in as many as the platform hands
 * out at once. Rejects where this process can't go on.
 * @param open the invocations that are under way
 */
export async function serve(
  services: InvocationServices,
  handle: Handle,
  open: Set<Invocation>,
  maxConcurrency: number | undefined,
): Promise<never> {
  const handleNext = async (): Promise<void> => {
    const invocation = await receiveInvocation(services);
    open.add(invocation);
    invocation.finished = handleInvocation(services, invocation, handle);
    await invocation.finished.finally(() => open.delete(invocation));
  };
  if (maxConcurrency === undefined) for (;;) await handleNext();
  return Promise.race(Array.from({ length: maxConcurrency }, () => retrying(handleNext, services)));
}

/** One loop among others: its trouble doesn't take them down. */
async function retrying(handleNext: () => Promise<void>, { logger, api }: InvocationServices): Promise<never> {
  let delay = FIRST_RETRY_MS;
  for (;;) {
    try {
      await handleNext();
      delay = FIRST_RETRY_MS;
    } catch (error) {
      // An API that nobody has ever reached isn't there.
      if (!api.wasReached) throw error;
      logger.error(`a poll for the next invocation failed, and is tried again in ${delay / 1000} s:`, error);
      await new Promise((resolve) => setTimeout(resolve, delay));
      delay = Math.min(delay * 2, LAST_RETRY_MS);
    }
  }
}
