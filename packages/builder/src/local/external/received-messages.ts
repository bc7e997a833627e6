import type { BatchSource } from '../mapping/batch-source.ts';
import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import type { Backlog, Choice } from '../sources/queue/queue-types.ts';

/** What identifies a queue, and how long it hides a message that is received. */
export interface QueueIdentity {
  readonly name: string;
  readonly arn: string;
  /** Seconds. */
  readonly visibilityTimeout: number;
}

/** A message whose receipt handle is still needed. */
export type Handled = Pick<ReceivedMessage, 'messageId' | 'receiptHandle'>;

/**
 * Messages that were received from a queue elsewhere and are not in a batch yet, and those that have to be deleted there.
 * Like the queues of this machine, it has no clock.
 */
export class ReceivedMessages implements BatchSource {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly settings: { readonly visibilityTimeout: number };
  #waiting: ReceivedMessage[] = [];
  readonly #receivedAt = new WeakMap<ReceivedMessage, number>();
  #toDelete: Handled[] = [];

  constructor({ name, arn, visibilityTimeout }: QueueIdentity) {
    this.name = name;
    this.arn = arn;
    this.isFifo = name.endsWith('.fifo');
    this.settings = { visibilityTimeout };
  }

  add(messages: readonly ReceivedMessage[], now: number): void {
    for (const message of messages) this.#receivedAt.set(message, now);
    this.#waiting.push(...messages);
  }

  backlog(): Backlog {
    return { count: this.#waiting.length, bytes: this.#waiting.reduce((sum, { body }) => sum + body.length, 0) };
  }

  first(): ReceivedMessage | undefined {
    return this.#waiting[0];
  }

  takeBatch(max: number, choose: (message: ReceivedMessage) => Choice): ReceivedMessage[] {
    const batch: ReceivedMessage[] = [];
    while (batch.length < max) {
      const [message] = this.#waiting;
      const choice = message && choose(message);
      if (message === undefined || choice === 'stop') break;
      this.#waiting.shift();
      if (choice === 'discard') this.#toDelete.push(message);
      else batch.push(message);
    }
    return batch;
  }

  remove(receiptHandle: string, _now: number, messageId: string): boolean {
    this.#toDelete.push({ messageId, receiptHandle });
    return true;
  }

  hiddenSince(messages: readonly ReceivedMessage[] = this.#waiting): number {
    return Math.min(...messages.map((message) => this.#receivedAt.get(message) ?? Number.POSITIVE_INFINITY));
  }

  get hasDeletions(): boolean {
    return this.#toDelete.length > 0;
  }

  /** Returns the messages that have to be deleted, each once. */
  takeDeletions(): readonly Handled[] {
    const messages = this.#toDelete;
    this.#toDelete = [];
    return messages;
  }

  /** Gives up the messages that are in no batch yet. */
  giveBack(): readonly Handled[] {
    const messages = this.#waiting;
    this.#waiting = [];
    return messages;
  }
}
