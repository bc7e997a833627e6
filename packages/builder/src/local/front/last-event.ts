import { randomUUID } from 'node:crypto';
import type { InvocableFunction } from '../function/environment/local-function.ts';
import type { Invocation, InvocationRequest } from '../function/invocation/invocation.ts';
import { collect } from './invoke-api.ts';

/** Passes invocations on to a function, and can send the last event again. */
export class LastEvent implements InvocableFunction {
  readonly #function: InvocableFunction;
  #request: InvocationRequest | undefined;

  constructor(localFunction: InvocableFunction) {
    this.#function = localFunction;
  }

  /** Whether there has been an event. */
  get exists(): boolean {
    return this.#request !== undefined;
  }

  invoke(request: InvocationRequest): Invocation {
    this.#request = request;
    return this.#function.invoke(request);
  }

  /** Sends the last event again. Resolves to the response, or to undefined if the function fails. */
  async repeat(): Promise<Buffer | undefined> {
    if (this.#request === undefined) return undefined;
    const invocation = this.#function.invoke({ ...this.#request, requestId: randomUUID() });
    const { body, failure } = await collect(await invocation.response);
    await invocation.closed;
    return failure === undefined ? body : undefined;
  }
}
