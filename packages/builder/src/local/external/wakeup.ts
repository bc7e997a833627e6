import { setTimeout } from 'node:timers/promises';

/** Lets a loop wait for a time, or until something has changed. */
export class Wakeup {
  #changed = Promise.withResolvers<void>();

  /** Ends a wait, if there is one. */
  wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** @param ms undefined: until {@link wake} is called */
  async wait(ms: number | undefined): Promise<void> {
    const timer = new AbortController();
    const time = ms === undefined ? [] : [setTimeout(ms, undefined, { signal: timer.signal }).catch(() => {})];
    await Promise.race([this.#changed.promise, ...time]);
    timer.abort();
  }
}
