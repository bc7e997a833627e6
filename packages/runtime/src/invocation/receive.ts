// @compile-at-start
import { Invocation } from './invocation.ts';
import type { Services } from './services.ts';

/** Waits, without a limit, for the next invocation. The first call also loads the context class in the meantime. */
export async function receive(services: Services): Promise<Invocation> {
  const { api, contexts } = services;
  const next = api.next();
  if (!contexts.isLoaded) await Promise.all([next, requestIsSent().then(() => contexts.load())]);
  return new Invocation(services, await next);
}

/** Connecting and sending take turns of the event loop, which loading a module would delay. */
function requestIsSent(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
