import { quiet } from './quiet.ts';

/** The writes that wait for the sink to want more, or for the end of the stream, whichever comes first. */
export class PendingWrites {
  readonly #writes = new Set<PromiseWithResolvers<void>>();

  /** Adds a write; the promise given back settles with `wanted`, or earlier with all the others. */
  add(wanted: Promise<void>): Promise<void> {
    const write = Promise.withResolvers<void>();
    this.#writes.add(write);
    wanted.then(write.resolve, write.reject).finally(() => this.#writes.delete(write));
    return quiet(write.promise);
  }

  resolveAll(): void {
    for (const { resolve } of this.#writes) resolve();
    this.#writes.clear();
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#writes) reject(error);
    this.#writes.clear();
  }
}
