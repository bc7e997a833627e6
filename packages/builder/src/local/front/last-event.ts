import { randomUUID } from 'node:crypto';
import type { InvocableFunction } from '../function/environment/local-function.ts';
import type { InvocationRequest } from '../function/invocation/invocation.ts';
import { collect } from './invoke-api.ts';

/** Remembers the last event of all functions, and can send it again. */
export class LastEvent {
  #last: { readonly function: InvocableFunction; readonly request: InvocationRequest } | undefined;

  /** Whether there has been an event. */
  get exists(): boolean {
    return this.#last !== undefined;
  }

  /** A function gets an event. Its `invoke` is what sends it again. */
  remember(localFunction: InvocableFunction, request: InvocationRequest): void {
    this.#last = { function: localFunction, request };
  }

  /** Sends the last event again. Resolves to the response, or to undefined if the function fails. */
  async replay(): Promise<Buffer | undefined> {
    if (this.#last === undefined) return undefined;
    const { request } = this.#last;
    const invocation = this.#last.function.invoke({ ...request, requestId: randomUUID() });
    const { body, failure } = await collect(await invocation.response);
    await invocation.closed;
    return failure === undefined ? body : undefined;
  }
}
