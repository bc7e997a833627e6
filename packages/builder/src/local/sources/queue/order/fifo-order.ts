import { isSentBefore, isVisibleBefore, type StoredMessage } from '../message/stored-message.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import { PriorityQueue, type QueueEntry } from './priority-queue.ts';

/** The messages with the same group id. */
class Group {
  /** Those that are not hidden, in the order in which they were sent. */
  readonly messages = new PriorityQueue<StoredMessage>(isSentBefore);
  hidden = 0;
  /** Where it is among the groups that can deliver. */
  ready: QueueEntry<Group> | undefined;
}

/**
 * The order of a FIFO queue: a group delivers its messages in the order in which they were sent, and nothing while one of
 * them is in flight. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoOrder implements DeliveryOrder {
  readonly #groups = new Map<string, Group>();
  /** The groups whose first message is visible, and that have nothing in flight. */
  readonly #ready = new PriorityQueue<Group>((a, b) => {
    const [first, second] = [a.messages.first, b.messages.first];
    return first !== undefined && second !== undefined && isVisibleBefore(first, second);
  });
  /** The hidden and the delayed messages. */
  readonly #waiting = new PriorityQueue<StoredMessage>(isVisibleBefore);
  /** Where the delayed messages, which are also in their groups, are among those that wait. */
  readonly #delays = new Map<StoredMessage, QueueEntry<StoredMessage>>();

  get waiting(): StoredMessage | undefined {
    return this.#waiting.first;
  }

  add(message: StoredMessage): void {
    this.#change(message, (group) => {
      if (message.state === 'hidden') {
        message.place = this.#waiting.add(message);
        group.hidden += 1;
        return;
      }
      message.place = group.messages.add(message);
      if (message.state === 'delayed') this.#delays.set(message, this.#waiting.add(message));
    });
  }

  remove(message: StoredMessage): void {
    const { place } = message;
    if (place === undefined) return;
    this.#change(message, (group) => {
      message.place = undefined;
      if (message.state === 'hidden') {
        this.#waiting.remove(place);
        group.hidden -= 1;
        return;
      }
      group.messages.remove(place);
      const delay = this.#delays.get(message);
      if (delay !== undefined) this.#waiting.remove(delay);
      this.#delays.delete(message);
    });
  }

  /** A receiver gets as many messages of one group as possible before those of the next one, as on AWS. */
  next(previous?: StoredMessage): StoredMessage | undefined {
    const same = previous && this.#groups.get(groupIdOf(previous));
    const group = same?.ready === undefined ? this.#ready.first : same;
    return group?.messages.first;
  }

  /** Changes the group of a message, and then puts it where it belongs. */
  #change(message: StoredMessage, change: (group: Group) => void): void {
    const id = groupIdOf(message);
    const group = this.#groups.get(id) ?? new Group();
    this.#groups.set(id, group);
    if (group.ready !== undefined) this.#ready.remove(group.ready);
    group.ready = undefined;
    change(group);
    const { first } = group.messages;
    if (first === undefined && group.hidden === 0) this.#groups.delete(id);
    else if (first?.state === 'visible' && group.hidden === 0) group.ready = this.#ready.add(group);
  }
}

function groupIdOf({ content: { groupId = '' } }: StoredMessage): string {
  return groupId;
}
