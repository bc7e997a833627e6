import { setImmediate as nextTurn } from 'node:timers/promises';

/** What is running at the moment, in the function's processes and on the way to them. */
export class Activity {
  readonly #running = new Map<Promise<unknown>, string>();

  /** Remembers what is running until the promise is settled. */
  track(name: string, work: Promise<unknown>): void {
    const done = work.then(
      () => {},
      () => {},
    );
    this.#running.set(done, name);
    void done.then(() => this.#running.delete(done));
  }

  /** What is running, in words. */
  get names(): readonly string[] {
    return [...this.#running.values()];
  }

  /** Resolves when nothing is running, and what has ended has started nothing else. */
  async idle(): Promise<void> {
    await nextTurn();
    while (this.#running.size > 0) {
      await Promise.all(this.#running.keys());
      await nextTurn();
    }
  }
}
