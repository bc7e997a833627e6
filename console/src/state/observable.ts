import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that changes, and that components and others can follow. */
export class Observable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    if (value === this.#value) return;
    this.#value = value;
    // Those that are added meanwhile have seen it.
    for (const listener of [...this.#listeners]) listener();
  }

  /** Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The value of an observable; renders the component again when it changes. */
export function useValue<Value>(observable: Observable<Value>): Value {
  const [, setShown] = useState(observable.value);
  useLayoutEffect(() => {
    // A value can be a function, which a state would call.
    const show = () => setShown(() => observable.value);
    // It may have changed since it was rendered.
    show();
    return observable.subscribe(show);
  }, [observable]);
  return observable.value;
}
