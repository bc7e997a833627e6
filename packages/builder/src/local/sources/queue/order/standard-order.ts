import { isVisibleBefore, type StoredMessage } from '../message/stored-message.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import { PriorityQueue } from './priority-queue.ts';

/**
 * The order of a standard queue. AWS promises none. Here, the messages that have been visible for the longest time come
 * first, so that one which fails again and again does not hold up the others.
 */
export class StandardOrder implements DeliveryOrder {
  readonly #visible = new PriorityQueue<StoredMessage>(isVisibleBefore);
  readonly #waiting = new PriorityQueue<StoredMessage>(isVisibleBefore);

  get waiting(): StoredMessage | undefined {
    return this.#waiting.first;
  }

  add(message: StoredMessage): void {
    message.place = this.#queueOf(message).add(message);
  }

  remove(message: StoredMessage): void {
    if (message.place !== undefined) this.#queueOf(message).remove(message.place);
    message.place = undefined;
  }

  next(): StoredMessage | undefined {
    return this.#visible.first;
  }

  #queueOf({ state }: StoredMessage): PriorityQueue<StoredMessage> {
    return state === 'visible' ? this.#visible : this.#waiting;
  }
}
