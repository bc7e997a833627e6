/** Things that wait for somebody, and somebodies who wait for a thing: first come, first served on both sides. */
export class Queue<Item> {
  readonly #items: Item[];
  readonly #takers: ((item: Item) => void)[] = [];

  /** @param items what waits from the start */
  constructor(items: readonly Item[] = []) {
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  /** Gives back what was taken, to the next in turn. */
  putBack(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.unshift(item);
  }

  /** The oldest one, now or never. */
  shift(): Item | undefined {
    return this.#items.shift();
  }

  /** The oldest one, as soon as there is one. Rejects with the signal's reason when it aborts first. */
  async take(signal: AbortSignal): Promise<Item> {
    signal.throwIfAborted();
    const item = this.#items.shift();
    if (item !== undefined) return item;

    const { promise, resolve, reject } = Promise.withResolvers<Item>();
    const giveUp = () => {
      this.#takers.splice(this.#takers.indexOf(taker), 1);
      reject(signal.reason);
    };
    const taker = (taken: Item) => {
      signal.removeEventListener('abort', giveUp);
      resolve(taken);
    };
    this.#takers.push(taker);
    signal.addEventListener('abort', giveUp, { once: true });
    return promise;
  }
}
