import { Heap, type HeapEntry } from './heap.ts';

/** Where an item is in a priority queue, so that it can be removed. */
export class QueueEntry<Item> {
  /** Undefined once it has been removed, so that nothing holds it. */
  item: Item | undefined;
  /** Undefined if it is in the list of those that came in order. */
  readonly place: HeapEntry<Item> | undefined;

  constructor(item: Item, place?: HeapEntry<Item>) {
    this.item = item;
    this.place = place;
  }
}

/** A list with fewer removed entries is not cleaned up. */
const MIN_REMOVED = 64;

/**
 * A priority queue. Items that come in order are in a list, which takes constant time on average, however many there are.
 * The others are in a heap, which takes logarithmic time.
 */
export class PriorityQueue<Item> {
  readonly #isBefore: (a: Item, b: Item) => boolean;
  readonly #heap: Heap<Item>;
  /** In order. Its last entry has not been removed. */
  #list: QueueEntry<Item>[] = [];
  /** The index of its first entry that has not been removed. */
  #start = 0;
  /** How many of its entries have been removed. */
  #removed = 0;

  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
    this.#heap = new Heap(isBefore);
  }

  /** The item that comes before all others. */
  get first(): Item | undefined {
    const inOrder = this.#list[this.#start]?.item;
    const other = this.#heap.first;
    if (inOrder === undefined || other === undefined) return inOrder ?? other;
    return this.#isBefore(other, inOrder) ? other : inOrder;
  }

  add(item: Item): QueueEntry<Item> {
    const last = this.#list.at(-1)?.item;
    const isInOrder = last === undefined || !this.#isBefore(item, last);
    const entry = new QueueEntry(item, isInOrder ? undefined : this.#heap.add(item));
    if (isInOrder) this.#list.push(entry);
    return entry;
  }

  /** @param entry one that is in this queue */
  remove(entry: QueueEntry<Item>): void {
    entry.item = undefined;
    if (entry.place !== undefined) {
      this.#heap.remove(entry.place);
      return;
    }
    this.#removed += 1;
    const list = this.#list;
    while (this.#start < list.length && list[this.#start]?.item === undefined) this.#start += 1;
    if (this.#start === list.length || (this.#removed >= MIN_REMOVED && this.#removed * 2 > list.length)) {
      this.#list = list.slice(this.#start).filter(({ item }) => item !== undefined);
      this.#start = 0;
      this.#removed = 0;
      return;
    }
    for (; list.at(-1)?.item === undefined; this.#removed -= 1) list.pop();
  }
}
