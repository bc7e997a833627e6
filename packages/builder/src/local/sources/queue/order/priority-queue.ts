/** Where an item is in a priority queue, so that it can be removed from its middle. */
export class QueueEntry<Item> {
  readonly item: Item;
  index: number;

  constructor(item: Item, index: number) {
    this.item = item;
    this.index = index;
  }
}

/** A priority queue, which is a binary heap: adding and removing take logarithmic time at most. */
export class PriorityQueue<Item> {
  readonly #entries: QueueEntry<Item>[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  /** The item that comes before all others. */
  get first(): Item | undefined {
    return this.#entries[0]?.item;
  }

  add(item: Item): QueueEntry<Item> {
    const entry = new QueueEntry(item, this.#entries.length);
    this.#entries.push(entry);
    this.#moveUp(entry);
    return entry;
  }

  /** @param entry one that is in this queue */
  remove(entry: QueueEntry<Item>): void {
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    this.#put(last, entry.index);
    this.#moveUp(last);
    this.#moveDown(last);
  }

  #moveUp(entry: QueueEntry<Item>): void {
    while (entry.index > 0) {
      const parent = this.#entries[(entry.index - 1) >> 1];
      if (parent === undefined || !this.#isBefore(entry.item, parent.item)) return;
      this.#swap(entry, parent);
    }
  }

  #moveDown(entry: QueueEntry<Item>): void {
    for (;;) {
      const left = this.#entries[2 * entry.index + 1];
      const right = this.#entries[2 * entry.index + 2];
      if (left === undefined) return;
      const child = right !== undefined && this.#isBefore(right.item, left.item) ? right : left;
      if (!this.#isBefore(child.item, entry.item)) return;
      this.#swap(entry, child);
    }
  }

  #swap(a: QueueEntry<Item>, b: QueueEntry<Item>): void {
    const { index } = a;
    this.#put(a, b.index);
    this.#put(b, index);
  }

  #put(entry: QueueEntry<Item>, index: number): void {
    entry.index = index;
    this.#entries[index] = entry;
  }
}
