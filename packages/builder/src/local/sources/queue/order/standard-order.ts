import { isVisibleBefore, type StoredMessage } from '../message/stored-message.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import { Heap } from './heap.ts';

/**
 * The order of a standard queue. AWS promises none. Here, the messages that have been visible for the longest time come
 * first, so that one which fails again and again does not hold up the others.
 */
export class StandardOrder implements DeliveryOrder {
  readonly #visible = new Heap<StoredMessage>(isVisibleBefore);
  readonly #waiting = new Heap<StoredMessage>(isVisibleBefore);

  get waiting(): StoredMessage | undefined {
    return this.#waiting.first;
  }

  add(message: StoredMessage): void {
    message.place = this.#heapOf(message).add(message);
  }

  remove(message: StoredMessage): void {
    if (message.place !== undefined) this.#heapOf(message).remove(message.place);
    message.place = undefined;
  }

  next(): StoredMessage | undefined {
    return this.#visible.first;
  }

  #heapOf({ state }: StoredMessage): Heap<StoredMessage> {
    return state === 'visible' ? this.#visible : this.#waiting;
  }
}
