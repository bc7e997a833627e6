// @compile-at-start
import { Invocation } from './invocation.ts';
import type { Services } from './services.ts';

/** Waits, without a limit, for the next invocation. */
export async function receive(services: Services): Promise<Invocation> {
  return new Invocation(services, await services.api.next());
}
