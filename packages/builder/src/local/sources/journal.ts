/**
 * Keeps the state of the event sources, so that it is still there after the emulator was stopped or killed. A source has
 * none if nothing is kept. Then it pays nothing: `this.#kept?.put(…)` does not even evaluate its arguments.
 *
 * Changes are collected and written in one transaction: at the end of the turn of the event loop if a caller awaits
 * `committed`, otherwise a few milliseconds later. An item is encoded once per transaction, as it is at that time. An item
 * that is added and removed within a transaction is never written.
 */
export interface Journal {
  /**
   * The items of one kind. To be called once for a kind.
   *
   * @param kind stays the same in all versions
   */
  collection<Item, Value>(kind: string, encode: (item: Item) => EncodedItem<Value>): Collection<Item, Value>;
  /** Whether an earlier run has left items of one of these kinds. */
  has(...kinds: readonly string[]): boolean;
  /** Writes what has changed immediately. To be called before something is done that cannot be undone. */
  commit(): void;
  /**
   * Resolves when everything that has changed is written, at the end of the turn; undefined if that is so already. To be
   * awaited before a change is acknowledged.
   */
  readonly committed: Promise<void> | undefined;
}

/** An item as it is written. */
export interface EncodedItem<Value> {
  /** JSON. Members that are undefined are missing when it is read. */
  readonly value: Value;
  /**
   * Something large that does not change with the rest. It is written again only if it is another object, or another
   * text.
   */
  readonly content?: Uint8Array | string | undefined;
}

/** An item as it was written last. */
export interface StoredItem<Value> {
  readonly id: string;
  readonly value: Value;
  readonly content: Buffer | undefined;
}

/** The items of one kind. */
export interface Collection<Item, Value> {
  /** An item is new, or has changed. To be called in the same turn as the change, before or after it. */
  put(id: string, item: Item): void;
  /** An item is gone. It need not have been there. */
  remove(id: string): void;
  /** What an earlier run has left, in the order in which it came. To be called once, before anything changes. */
  restore(): readonly StoredItem<Value>[];
}
