/** A first-in, first-out queue. Takers of an empty queue wait, and are served in the order in which they came. */
export class AsyncQueue<Item> {
  readonly #items: Item[];
  readonly #takers: ((item: Item) => void)[] = [];

  constructor(initialItems: readonly Item[] = []) {
    this.#items = [...initialItems];
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  /** Returns a taken item to the head of the queue. */
  putBack(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.unshift(item);
  }

  /** Removes the oldest item, if there is one, without waiting. */
  shift(): Item | undefined {
    return this.#items.shift();
  }

  /** Removes the oldest item, waiting until there is one. Rejects with the signal's reason if it aborts first. */
  async take(signal: AbortSignal): Promise<Item> {
    signal.throwIfAborted();
    const item = this.#items.shift();
    if (item !== undefined) return item;

    const { promise, resolve, reject } = Promise.withResolvers<Item>();
    const onAbort = () => {
      this.#takers.splice(this.#takers.indexOf(taker), 1);
      reject(signal.reason);
    };
    const taker = (taken: Item) => {
      signal.removeEventListener('abort', onAbort);
      resolve(taken);
    };
    this.#takers.push(taker);
    signal.addEventListener('abort', onAbort, { once: true });
    return promise;
  }
}
