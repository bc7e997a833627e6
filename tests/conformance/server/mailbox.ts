/** A queue with asynchronous `take`. After a failure, every `take` of an empty queue rejects instead of waiting. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  readonly #takers: PromiseWithResolvers<T>[] = [];
  #failure: Error | undefined;

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker.resolve(item);
    else this.#items.push(item);
  }

  async take(): Promise<T> {
    if (this.#items.length > 0) return this.#items.shift() as T;
    if (this.#failure) throw this.#failure;
    const taker = Promise.withResolvers<T>();
    this.#takers.push(taker);
    return taker.promise;
  }

  fail(error: Error): void {
    this.#failure ??= error;
    for (const taker of this.#takers.splice(0)) taker.reject(error);
  }
}
