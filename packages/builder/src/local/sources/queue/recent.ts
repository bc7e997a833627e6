/** A value, and when it is forgotten. */
export interface Remembered<Value> {
  readonly until: number;
  readonly value: Value;
}

/** Where values are kept. */
export interface KeptValues<Value> {
  put(key: string, value: Remembered<Value>): void;
  remove(key: string): void;
}

/** Remembers values for some time after they were set. */
export class Recent<Value> {
  readonly #durationMs: number;
  readonly #kept: KeptValues<Value> | undefined;
  /** In the order in which they will be forgotten. */
  readonly #values = new Map<string, Remembered<Value>>();

  constructor(durationMs: number, kept?: KeptValues<Value>) {
    this.#durationMs = durationMs;
    this.#kept = kept;
  }

  get(key: string, now: number): Value | undefined {
    this.#forget(now);
    return this.#values.get(key)?.value;
  }

  set(key: string, value: Value, now: number): void {
    this.#forget(now);
    this.#values.delete(key);
    const remembered = { until: now + this.#durationMs, value };
    this.#values.set(key, remembered);
    this.#kept?.put(key, remembered);
  }

  /** Changes a value that is remembered, and is forgotten when the earlier one would have been. */
  replace(key: string, value: Value): void {
    const known = this.#values.get(key);
    if (known === undefined) return;
    const remembered = { until: known.until, value };
    this.#values.set(key, remembered);
    this.#kept?.put(key, remembered);
  }

  /** Remembers what an earlier run has kept. */
  restore(values: readonly (readonly [key: string, value: Remembered<Value>])[]): void {
    for (const [key, value] of values.toSorted(([, a], [, b]) => a.until - b.until)) this.#values.set(key, value);
  }

  /** Forgets all values. */
  clear(): void {
    for (const key of this.#values.keys()) this.#kept?.remove(key);
    this.#values.clear();
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#values) {
      if (until > now) return;
      this.#values.delete(key);
      this.#kept?.remove(key);
    }
  }
}
