import { parseReceiptHandle, receiptHandle } from './message/receipt-handle.ts';
import { type ReceivedMessage, receivedBefore, receivedMessage } from './message/received-message.ts';
import type { StoredMessage } from './message/stored-message.ts';
import type { MessageStore } from './message-store.ts';
import { checkNumber, invalidParameter, invalidValue, QueueError } from './queue-error.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { Choice, QueueFault, ReceiveInput } from './queue-types.ts';
import { type KeptValues, Recent, type Remembered } from './recent.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_IN_FLIGHT = 120_000;
const MAX_RECEIVED = 10;
const MAX_VISIBILITY_SECONDS = 43_200;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const ATTEMPT_MS = 300_000;
const attemptIdPattern = /^[!-~]{1,128}$/;

/** What the deliveries of a queue depend on. */
export interface DeliveriesOptions {
  readonly queue: { readonly name: string; readonly isFifo: boolean; readonly settings: QueueSettings };
  readonly store: MessageStore;
  readonly hasFault: (kind: QueueFault) => boolean;
  /** Where attempts to receive are kept. Undefined if they are not. */
  readonly keptAttempts: KeptValues<readonly Receipt[]> | undefined;
  /** Moves a message to the dead-letter queue if it has been received too often, and returns whether it did. */
  readonly moveIfDead: (message: StoredMessage, now: number) => boolean;
}

/** A message that a receiver got, as it was then. */
export interface Receipt {
  readonly messageId: string;
  readonly receipt: number;
  readonly visibleAt: number;
}

/** A message, and what its receiver got. */
interface Delivery {
  readonly message: StoredMessage;
  readonly received: ReceivedMessage;
}

/** What receivers do with a queue. The store is advanced to `now` before each call. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #store: MessageStore;
  readonly #attempts: Recent<readonly Receipt[]>;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#attempts = new Recent(ATTEMPT_MS, options.keptAttempts);
  }

  /** Takes what an earlier run has kept of the attempts to receive. */
  restore(attempts: readonly (readonly [id: string, receipts: Remembered<readonly Receipt[]>])[]): void {
    this.#attempts.restore(attempts);
  }

  /** Forgets all attempts to receive. */
  clear(): void {
    this.#attempts.clear();
  }

  /** @throws {QueueError} the input is invalid, or too many messages are in flight */
  receive(input: ReceiveInput, now: number): ReceivedMessage[] {
    const { name, isFifo, settings } = this.#options.queue;
    const { max = 1, visibilityTimeout = settings.visibilityTimeout, attemptId, isWaiting } = input;
    checkNumber('MaxNumberOfMessages', max, 1, MAX_RECEIVED, '');
    checkVisibility(visibilityTimeout);
    if (attemptId !== undefined && !isFifo) {
      const reason = 'The request include parameter that is not valid for this queue type.';
      throw invalidValue('ReceiveRequestAttemptId', attemptId, reason);
    }
    if (attemptId !== undefined && !attemptIdPattern.test(attemptId)) {
      const reason = 'Can only include alphanumeric and punctuation characters. 1 to 128 in length.';
      throw invalidValue('ReceiveRequestAttemptId', attemptId, reason);
    }
    const visibleAt = now + visibilityTimeout * 1000;
    const repeated = attemptId === undefined ? undefined : this.#repeat(attemptId, visibleAt, now);
    if (repeated !== undefined) return repeated;
    if (this.#room <= 0 && !isFifo && !isWaiting) {
      const message = `The number of messages in flight of the queue ${name} is at its maximum of ${MAX_IN_FLIGHT}.`;
      throw new QueueError('OverLimit', message);
    }
    const deliveries = this.#take(max, () => 'take', visibleAt, now);
    if (attemptId !== undefined && deliveries.length > 0) {
      const receipts = deliveries.map(({ message }) => receiptOf(message));
      this.#attempts.set(attemptId, receipts, now);
    }
    return deliveries.map(({ received }) => received);
  }

  /** Receives what a mapping chooses. */
  takeBatch(max: number, choose: (message: ReceivedMessage) => Choice, now: number): ReceivedMessage[] {
    const visibleAt = now + this.#options.queue.settings.visibilityTimeout * 1000;
    return this.#take(max, choose, visibleAt, now).map(({ received }) => received);
  }

  /**
   * Deletes a message.
   *
   * @param messageId if it is known; then the handle need not be parsed
   * @returns false for an old handle
   * @throws {QueueError} the handle is not one of this queue, or has expired in a FIFO queue
   */
  remove(handle: string, now: number, messageId?: string): boolean {
    const { name, isFifo } = this.#options.queue;
    const message = this.#store.get(messageId ?? parseReceiptHandle(name, handle).messageId);
    if (message === undefined) return true;
    const isCurrent = handle === receiptHandle(name, { messageId: message.id, receipt: message.receipt });
    if (isFifo && !(isCurrent && message.state === 'hidden')) {
      throw invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
    }
    if (!isCurrent) return false;
    if (!message.isDuplicate && this.#options.hasFault('duplicate')) {
      message.isDuplicate = true;
      this.#store.hide(message, now, now);
    } else this.#store.discard(message);
    return true;
  }

  /** @throws {QueueError} the handle is invalid, the message is not in flight, or would be hidden for too long */
  changeVisibility(handle: string, seconds: number, now: number): void {
    const { messageId, receipt } = parseReceiptHandle(this.#options.queue.name, handle);
    checkVisibility(seconds);
    const message = this.#store.get(messageId);
    if (message === undefined || message.receipt !== receipt) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw invalidValue('ReceiptHandle', handle, reason);
    }
    if (message.state !== 'hidden') {
      throw new QueueError('MessageNotInflight', `The message ${messageId} is not in flight.`);
    }
    const visibleAt = now + seconds * 1000;
    if (visibleAt - message.receivedAt > MAX_VISIBILITY_SECONDS * 1000) {
      throw invalidParameter(
        `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
      );
    }
    this.#store.hide(message, visibleAt, now);
  }

  /** How many more messages can be in flight. */
  get #room(): number {
    return MAX_IN_FLIGHT - this.#store.counts.hidden;
  }

  #take(max: number, choose: (message: ReceivedMessage) => Choice, visibleAt: number, now: number): Delivery[] {
    const { queue, hasFault, moveIfDead } = this.#options;
    const limit = Math.min(max, this.#room);
    const deliveries: Delivery[] = [];
    let previous: StoredMessage | undefined;
    while (deliveries.length < limit) {
      const message = this.#store.next(previous);
      if (message === undefined) break;
      if (moveIfDead(message, now)) continue;
      const received = receivedMessage(queue.name, message, now);
      const choice = choose(received);
      if (choice === 'stop') break;
      previous = message;
      if (choice === 'discard') {
        this.#store.discard(message);
        continue;
      }
      this.#store.reserve(message);
      message.receiveCount += 1;
      message.ownReceiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receivedAt = now;
      message.receipt += 1;
      deliveries.push({ message, received });
    }
    // Only now, because a message that is visible again at once must not be taken twice.
    for (const { message } of deliveries) this.#store.hide(message, visibleAt, now);
    return deliveries.length > 1 && hasFault('reorder') ? deliveries.reverse() : deliveries;
  }

  /** The messages of an earlier attempt to receive, if nothing has happened to them since. */
  #repeat(attemptId: string, visibleAt: number, now: number): ReceivedMessage[] | undefined {
    const receipts = this.#attempts.get(attemptId, now);
    if (receipts === undefined) return undefined;
    const messages = receipts.flatMap(({ messageId, receipt, visibleAt: hiddenUntil }) => {
      const message = this.#store.get(messageId);
      const isUnchanged = message?.receipt === receipt && message.visibleAt === hiddenUntil;
      return isUnchanged && message.state === 'hidden' ? [message] : [];
    });
    if (messages.length < receipts.length) return undefined;
    for (const message of messages) this.#store.hide(message, visibleAt, now);
    this.#attempts.replace(attemptId, messages.map(receiptOf));
    return messages.map((message) => receivedBefore(this.#options.queue.name, message));
  }
}

function receiptOf({ id: messageId, receipt, visibleAt }: StoredMessage): Receipt {
  return { messageId, receipt, visibleAt };
}

function checkVisibility(seconds: number): void {
  checkNumber('VisibilityTimeout', seconds, 0, MAX_VISIBILITY_SECONDS, ' of seconds');
}
