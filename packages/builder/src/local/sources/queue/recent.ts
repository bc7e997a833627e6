/** Remembers values for some time after they were set. */
export class Recent<Value> {
  readonly #durationMs: number;
  /** In the order in which they will be forgotten. */
  readonly #values = new Map<string, { readonly until: number; readonly value: Value }>();

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  get(key: string, now: number): Value | undefined {
    this.#forget(now);
    return this.#values.get(key)?.value;
  }

  set(key: string, value: Value, now: number): void {
    this.#forget(now);
    this.#values.delete(key);
    this.#values.set(key, { until: now + this.#durationMs, value });
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#values) {
      if (until > now) return;
      this.#values.delete(key);
    }
  }
}
