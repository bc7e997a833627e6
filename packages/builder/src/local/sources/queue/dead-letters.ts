import type { StoredMessage } from './message/stored-message.ts';
import type { MessageStore } from './message-store.ts';
import { invalidValue } from './queue-error.ts';
import type { QueueSettings } from './queue-settings.ts';

/** A queue that has a dead-letter queue, or is one. */
export interface RedrivenQueue {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly settings: QueueSettings;
  /** Accepts a message that has failed in another queue. */
  acceptFailed(message: StoredMessage, source: string, now: number): void;
}

/** A message that has been received too often. */
export interface DeadLetter {
  readonly messageId: string;
  /** How often it has been received in the queue. */
  readonly receiveCount: number;
  readonly queue: RedrivenQueue;
  /** The dead-letter queue. */
  readonly target: RedrivenQueue;
}

/** What moving messages to a dead-letter queue depends on. */
export interface DeadLettersOptions {
  readonly queue: RedrivenQueue;
  readonly store: MessageStore;
  /** Finds the dead-letter queue. A message stays where it is while there is none. */
  readonly find: (arn: string) => RedrivenQueue | undefined;
  /** Called when a message has been moved to the dead-letter queue. */
  readonly onDeadLetter?: ((letter: DeadLetter) => void) | undefined;
  /** Called when a message stays, because its dead-letter queue does not exist. */
  readonly onStays?: ((queue: RedrivenQueue, target: string) => void) | undefined;
}

/** Moves the messages of a queue that have been received too often to its dead-letter queue. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  /** The messages that have become visible after their last receive, until they are received again. */
  readonly #dead = new Set<StoredMessage>();

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** @throws {QueueError} the dead-letter queue does not exist, or is of the other type */
  check(policy: string, { redrive }: QueueSettings): void {
    const { queue, find } = this.#options;
    if (redrive === undefined) return;
    const target = find(redrive.target);
    const type = queue.isFifo ? 'FIFO' : 'standard';
    if (target === undefined) throw invalidValue('RedrivePolicy', policy, 'Dead letter target does not exist.');
    if (target.isFifo === queue.isFifo) return;
    throw invalidValue('RedrivePolicy', policy, `Dead-letter queue must be same type of queue as the source, ${type}.`);
  }

  /** Notes a message that has become visible, if the next receive moves it. */
  note(message: StoredMessage): void {
    if (this.#isDead(message)) this.#dead.add(message);
  }

  /** Looks at all messages, because the limit has changed. */
  noteAll(): void {
    this.#dead.clear();
    for (const message of this.#options.store.all()) if (message.state === 'visible') this.note(message);
  }

  /**
   * Moves the visible messages that have been received too often. A receiver that asks for messages all the time meets
   * them at once, wherever they are in a standard queue.
   */
  moveDead(now: number): void {
    const { store } = this.#options;
    for (const message of this.#dead) {
      if (store.get(message.id) === message && message.state === 'visible') this.moveIfDead(message, now);
    }
    this.#dead.clear();
  }

  /** Moves a message that is to be received once more than allowed, and returns whether it has. */
  moveIfDead(message: StoredMessage, now: number): boolean {
    const { queue, store, find, onDeadLetter, onStays } = this.#options;
    const { redrive } = queue.settings;
    this.#dead.delete(message);
    if (redrive === undefined || !this.#isDead(message)) return false;
    const target = find(redrive.target);
    if (target === undefined) {
      onStays?.(queue, redrive.target);
      return false;
    }
    store.discard(message);
    target.acceptFailed(message, queue.arn, now);
    const { id: messageId, ownReceiveCount: receiveCount } = message;
    onDeadLetter?.({ messageId, receiveCount, queue, target });
    return true;
  }

  #isDead({ ownReceiveCount }: StoredMessage): boolean {
    const { redrive } = this.#options.queue.settings;
    return redrive !== undefined && ownReceiveCount >= redrive.maxReceiveCount;
  }
}
