import type { Invocation } from './invocation.ts';

/**
 * The invocations that are under way. A list, since a Set that is added to and deleted from for ever keeps what it has
 * held in memory, until the next major collection.
 */
export class OpenInvocations implements Iterable<Invocation> {
  readonly #list: Invocation[] = [];

  add(invocation: Invocation): void {
    this.#list.push(invocation);
  }

  delete(invocation: Invocation): void {
    const index = this.#list.indexOf(invocation);
    if (index === -1) return;
    const last = this.#list.pop();
    // Order means nothing: the last takes the free place.
    if (last !== undefined && index < this.#list.length) this.#list[index] = last;
  }

  [Symbol.iterator](): Iterator<Invocation> {
    return this.#list.values();
  }
}
