import type { Invocation } from './invocation.ts';

/**
 * The invocations in progress. A list, because a Set that is added to and deleted from all the time keeps the deleted
 * items in memory until the next major garbage collection.
 */
export class OpenInvocations implements Iterable<Invocation> {
  readonly #list: Invocation[] = [];
  #drained: PromiseWithResolvers<void> | undefined;

  add(invocation: Invocation): void {
    this.#list.push(invocation);
  }

  /** Once the list is closed, returns a promise that never settles, so that the caller polls for no further invocation. */
  delete(invocation: Invocation): Promise<never> | undefined {
    const index = this.#list.indexOf(invocation);
    const last = index === -1 ? undefined : this.#list.pop();
    // The order does not matter: the last item takes the free place.
    if (last !== undefined && index < this.#list.length) this.#list[index] = last;
    if (this.#drained === undefined) return undefined;
    if (this.#list.length === 0) this.#drained.resolve();
    return new Promise<never>(() => {});
  }

  /**
   * Lets no other invocation follow those in progress, because the process ends.
   * @returns a promise that resolves when all of these are handled
   */
  close(): Promise<void> {
    this.#drained ??= Promise.withResolvers();
    if (this.#list.length === 0) this.#drained.resolve();
    return this.#drained.promise;
  }

  [Symbol.iterator](): Iterator<Invocation> {
    return this.#list.values();
  }
}
