/** The writes that wait until the sink accepts more, or until the stream ends, whichever comes first. */
export class PendingWrites {
  readonly #writes = new Set<PromiseWithResolvers<void>>();

  /** Adds a write. The returned promise settles with `accepted`, or earlier together with all the others. */
  add(accepted: Promise<void>): Promise<void> {
    const write = Promise.withResolvers<void>();
    this.#writes.add(write);
    accepted.then(write.resolve, write.reject).finally(() => this.#writes.delete(write));
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

/** Keeps a promise that is not awaited from being an unhandled rejection: the writer's `closed` reports the error. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
