import { type DeadLetter, DeadLetters, type RedrivenQueue } from './dead-letters.ts';
import { Deliveries } from './deliveries.ts';
import type { KeptQueue, RestoredQueue, StoredQueue } from './kept/kept-queues.ts';
import { attributesMd5 } from './message/message-attributes.ts';
import { type DetailedMessage, detailedViewOf, type QueueMessage, viewOf } from './message/message-view.ts';
import type { ReceivedMessage } from './message/received-message.ts';
import { contentOf, type SendInput } from './message/sent-message.ts';
import type { MessageContent, StoredMessage } from './message/stored-message.ts';
import { type MessageCounts, MessageStore, type NewArrival } from './message-store.ts';
import { QueueError } from './queue-error.ts';
import { QueueNotes } from './queue-notes.ts';
import {
  attributesOf,
  changedSettings,
  defaultSettings,
  findDifference,
  type QueueSettings,
} from './queue-settings.ts';
import type { Backlog, Choice, QueueFault, ReceiveInput, SentMessage } from './queue-types.ts';
import { Recent } from './recent.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
const PURGE_INTERVAL_MS = 60_000;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const DEDUPLICATION_MS = 300_000;

/** What a queue depends on. */
export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly newId: () => string;
  /** Finds the dead-letter queue. A message stays where it is while there is none. */
  readonly find: (arn: string) => Queue | undefined;
  /** Whether to do this now. A FIFO queue has no faults. */
  readonly hasFault?: ((kind: QueueFault) => boolean) | undefined;
  /** By how many milliseconds a new message comes late. A FIFO queue has no faults. */
  readonly lateness?: (() => number) | undefined;
  /** Called when a message has been moved to the dead-letter queue. */
  readonly onDeadLetter?: ((letter: DeadLetter) => void) | undefined;
  /** Called when a message stays, because the dead-letter queue does not exist. */
  readonly onStays?: ((queue: RedrivenQueue, target: string) => void) | undefined;
  /** Where its state is kept. Undefined if it is not. */
  readonly kept?: KeptQueue | undefined;
}

/** A queue of SQS, standard or FIFO. It has no clock: its methods get the time, which never goes back. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly notes: QueueNotes;
  readonly #options: QueueOptions;
  readonly #store: MessageStore;
  readonly #deliveries: Deliveries;
  readonly #deadLetters: DeadLetters;
  readonly #deduplicated: Recent<SentMessage>;
  #settings: QueueSettings = defaultSettings;
  #purgedAt: number | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
    this.isFifo = options.name.endsWith('.fifo');
    this.notes = new QueueNotes(options.name, () => this.#changed());
    const { kept } = options;
    this.#store = new MessageStore(
      this.isFifo,
      (message) => this.#deadLetters.note(message),
      kept && { messages: kept.messages, onReserved: () => kept.put(this) },
    );
    this.#deduplicated = new Recent(DEDUPLICATION_MS, kept?.deduplicated);
    const { find, onDeadLetter, onStays } = options;
    this.#deadLetters = new DeadLetters({ queue: this, store: this.#store, find, onDeadLetter, onStays });
    this.#deliveries = new Deliveries({
      queue: this,
      store: this.#store,
      keptAttempts: kept?.attempts,
      hasFault: (kind) => !this.isFifo && options.hasFault?.(kind) === true,
      moveIfDead: (message, now) => this.#deadLetters.moveIfDead(message, now),
    });
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  /** The settings as attributes of SQS. */
  get attributes(): Record<string, string> {
    return attributesOf(this.#settings, this.isFifo);
  }

  /** Its state without the messages. */
  get stored(): StoredQueue {
    return {
      settings: this.#settings,
      purgedAt: this.#purgedAt,
      nextOrder: this.#store.nextOrder,
      ...this.notes.stored,
    };
  }

  /** When a message becomes visible next. */
  get nextDue(): number | undefined {
    return this.#store.nextDue;
  }

  /** @throws {QueueError} an attribute is unknown or invalid */
  configure(attributes: Readonly<Record<string, string>>): void {
    const { delay } = this.#settings;
    const changed = changedSettings(this.#settings, attributes, this.isFifo);
    if (attributes.RedrivePolicy !== undefined) this.#deadLetters.check(attributes.RedrivePolicy, changed);
    this.#settings = changed;
    this.#changed();
    if (attributes.RedrivePolicy !== undefined) this.#deadLetters.noteAll();
    if (!this.isFifo || this.#settings.delay === delay) return;
    // A FIFO queue applies it to the messages that it contains:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
    for (const message of this.#store.all()) {
      if (message.state !== 'delayed') continue;
      this.#store.move(message, 'delayed', message.arrival.sentAt + this.#settings.delay * 1000);
    }
  }

  /** Takes the state that an earlier run has left. */
  restore({ stored, messages, deduplicated, attempts }: RestoredQueue): void {
    this.#settings = stored.settings;
    this.#purgedAt = stored.purgedAt;
    this.notes.restore(stored);
    this.#store.restore(messages, stored.nextOrder);
    this.#deduplicated.restore(deduplicated);
    this.#deliveries.restore(attempts);
  }

  /**
   * Returns the first of these attributes that the queue has with another value, whatever their notation.
   *
   * @throws {QueueError} an attribute is unknown or invalid
   */
  findDifference(attributes: Readonly<Record<string, string>>): string | undefined {
    return findDifference(this.#settings, attributes, this.isFifo);
  }

  /** @throws {QueueError} the message is invalid */
  send(input: SendInput, now: number): SentMessage {
    const content = contentOf(input, this.#settings, this.isFifo);
    // AWS's SDK verifies the checksums of what it has sent, even if the message is a duplicate with another body.
    const checksums = {
      bodyMd5: content.bodyMd5,
      attributesMd5: content.attributesMd5,
      systemAttributesMd5: attributesMd5(input.systemAttributes ?? {}),
    };
    const known = this.#deduplicated.get(this.#deduplicationKey(content), now);
    if (known !== undefined) return { ...known, ...checksums };
    const delayMs = (this.isFifo ? this.#settings.delay : (input.delaySeconds ?? this.#settings.delay)) * 1000;
    const lateMs = this.isFifo ? 0 : (this.#options.lateness?.() ?? 0);
    const message = this.#store.add(this.#newArrival(content, now), now + delayMs + lateMs, now);
    const sent = { messageId: message.id, sequenceNumber: message.arrival.sequenceNumber, ...checksums };
    if (this.isFifo) this.#deduplicated.set(this.#deduplicationKey(content), sent, now);
    return sent;
  }

  /**
   * Receives visible messages, and hides them. Moves those that have been received too often to the dead-letter queue.
   *
   * @throws {QueueError} the input is invalid, or too many messages are in flight
   */
  receive(input: ReceiveInput, now: number): ReceivedMessage[] {
    this.#advance(now);
    return this.#deliveries.receive(input, now);
  }

  /**
   * Receives messages for a mapping, which can take more than 10 and choose among them.
   *
   * @param choose gets the visible messages, one after the other
   */
  takeBatch(max: number, choose: (message: ReceivedMessage) => Choice, now: number): ReceivedMessage[] {
    this.#advance(now);
    return this.#deliveries.takeBatch(max, choose, now);
  }

  /**
   * The visible messages, for a mapping. Lambda's pollers receive all the time, even while they collect a batch. So a
   * message that has been received too often goes to the dead-letter queue immediately:
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  backlog(now: number): Backlog {
    this.#advance(now);
    // A FIFO queue delivers in order, and has no window.
    if (!this.isFifo) this.#deadLetters.moveDead(now);
    return { count: this.#store.counts.visible, bytes: this.#store.visibleBytes };
  }

  /**
   * Deletes a message. An old handle, or that of a deleted message, has no effect in a standard queue.
   *
   * @param messageId if it is known; then the handle need not be parsed
   * @returns whether nothing is left of the message, as far as the receiver knows: false for an old handle
   * @throws {QueueError} the handle is not one of this queue, or has expired in a FIFO queue
   */
  remove(handle: string, now: number, messageId?: string): boolean {
    this.#advance(now);
    return this.#deliveries.remove(handle, now, messageId);
  }

  /**
   * Hides a message for this long from now, or makes it visible at once.
   *
   * @throws {QueueError} the handle is not one of this queue, the message is not in flight, or would be hidden for more
   *   than 12 hours after it was received
   */
  changeVisibility(handle: string, seconds: number, now: number): void {
    this.#advance(now);
    this.#deliveries.changeVisibility(handle, seconds, now);
  }

  /**
   * Deletes all messages, whatever their state.
   *
   * @throws {QueueError} it was purged less than 60 seconds ago
   */
  purge(now: number): void {
    if (this.#purgedAt !== undefined && now - this.#purgedAt < PURGE_INTERVAL_MS) {
      const message = `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`;
      throw new QueueError('PurgeQueueInProgress', message);
    }
    this.#purgedAt = now;
    this.#changed();
    this.clear();
  }

  /** Deletes all messages, without the limit of `purge`. */
  clear(): void {
    for (const message of this.#store.all()) this.#store.discard(message);
    this.#deadLetters.noteAll();
  }

  /** Forgets everything, because it is deleted. */
  dispose(): void {
    this.clear();
    this.#deduplicated.clear();
    this.#deliveries.clear();
  }

  counts(now: number): MessageCounts {
    this.#advance(now);
    return { ...this.#store.counts };
  }

  /** All messages, in the order in which they came. */
  messages(now: number): QueueMessage[] {
    this.#advance(now);
    return Array.from(this.#store.all(), viewOf);
  }

  /** All messages with what their senders have said about them. */
  detailedMessages(now: number): DetailedMessage[] {
    this.#advance(now);
    return Array.from(this.#store.all(), detailedViewOf);
  }

  /** A message by its id, whatever its state. */
  find(id: string, now: number): StoredMessage | undefined {
    this.#advance(now);
    return this.#store.get(id);
  }

  /** The message that would be received next. */
  first(now: number): StoredMessage | undefined {
    this.#advance(now);
    return this.#store.next();
  }

  /** Removes a message that is moved to another queue, or that the user deletes. */
  takeOut(message: StoredMessage): void {
    this.#store.discard(message);
  }

  /** Accepts a message that has failed in another queue. */
  acceptFailed({ id, content, arrival, receiveCount }: StoredMessage, source: string, now: number): void {
    // A standard queue keeps counting the retention from the first send, a FIFO queue starts again:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const sentAt = this.isFifo ? now : arrival.sentAt;
    this.#store.add({ id, content, sentAt, deadLetterSource: source }, now, now, receiveCount);
  }

  /** Accepts a message that is moved out of a dead-letter queue, where it counts as new. */
  acceptMoved({ content }: StoredMessage, now: number): void {
    this.#store.add(this.#newArrival(content, now), now, now);
  }

  #changed(): void {
    this.#options.kept?.put(this);
  }

  #newArrival(content: MessageContent, now: number): NewArrival {
    return { id: this.#options.newId(), content, sentAt: now, deadLetterSource: undefined };
  }

  #advance(now: number): void {
    this.#store.advance(this.#settings.retention * 1000, now);
  }

  #deduplicationKey({ deduplicationId = '', groupId }: MessageContent): string {
    return this.#settings.deduplicationScope === 'queue' ? deduplicationId : `${groupId} ${deduplicationId}`;
  }
}
