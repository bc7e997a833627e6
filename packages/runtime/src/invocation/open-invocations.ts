import type { Invocation } from './invocation.ts';

/**
 * The invocations that are under way. A list, since a Set that is added to and deleted from for ever keeps what it has
 * held in memory, until the next major collection.
 */
export class OpenInvocations implements Iterable<Invocation> {
  readonly #list: Invocation[] = [];
  #isClosed = false;

  add(invocation: Invocation): void {
    this.#list.push(invocation);
  }

  /** What it gives, where it is closed, never settles: whoever waits for it is not to ask for another invocation. */
  delete(invocation: Invocation): Promise<never> | undefined {
    const index = this.#list.indexOf(invocation);
    const last = index === -1 ? undefined : this.#list.pop();
    // Order means nothing: the last takes the free place.
    if (last !== undefined && index < this.#list.length) this.#list[index] = last;
    return this.#isClosed ? new Promise<never>(() => {}) : undefined;
  }

  /** No other follows: the process ends with those that are under way. */
  close(): void {
    this.#isClosed = true;
  }

  [Symbol.iterator](): Iterator<Invocation> {
    return this.#list.values();
  }
}
