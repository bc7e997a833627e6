import { setImmediate as nextTurn } from 'node:timers/promises';

/** The work that is in progress: invocations, and what leads to them or follows from them. */
export class Activity {
  readonly #running = new Map<Promise<unknown>, string>();
  readonly #onError: (name: string, error: unknown) => void;

  /** @param onError called when work rejects, which is a fault of the emulator, because nobody else waits for it */
  constructor(onError: (name: string, error: unknown) => void) {
    this.#onError = onError;
  }

  /** Remembers work until its promise is settled. */
  track(name: string, work: Promise<unknown>): void {
    const done = work.then(
      () => {},
      (error: unknown) => this.#onError(name, error),
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
