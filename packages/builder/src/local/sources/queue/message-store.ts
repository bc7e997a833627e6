import type { KeptMessages } from './kept/kept-queues.ts';
import { type Arrival, type MessageState, StoredMessage } from './message/stored-message.ts';
import type { DeliveryOrder } from './order/delivery-order.ts';
import { FifoOrder } from './order/fifo-order.ts';
import { PriorityQueue } from './order/priority-queue.ts';
import { StandardOrder } from './order/standard-order.ts';

/** How many messages are in which state. */
export type MessageCounts = Readonly<Record<MessageState, number>>;

/** A message that comes into a queue. */
export type NewArrival = Omit<Arrival, 'order' | 'sequenceNumber'>;

/** The first sequence number, which has 20 digits as on AWS. */
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;
/** How many messages come before it is noted again how many there have been. */
const RESERVED_ORDERS = 1000;

/** Where what is in a store is kept. */
export interface KeptStore {
  readonly messages: KeptMessages;
  /** Called when `nextOrder` has changed. */
  readonly onReserved: () => void;
}

/** The messages of a queue and their states. Each operation takes logarithmic time at most. */
export class MessageStore {
  readonly #isFifo: boolean;
  readonly #order: DeliveryOrder;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #expiry = new PriorityQueue<StoredMessage>((a, b) => a.arrival.sentAt < b.arrival.sentAt);
  readonly #counts: Record<MessageState, number> = { visible: 0, hidden: 0, delayed: 0 };
  readonly #kept: KeptStore | undefined;
  readonly #onVisibleAgain: (message: StoredMessage) => void;
  #visibleBytes = 0;
  #arrivals = 0;
  #reserved = 0;

  /** @param onVisibleAgain called for a message that becomes visible although it was received before */
  constructor(isFifo: boolean, onVisibleAgain: (message: StoredMessage) => void, kept?: KeptStore) {
    this.#isFifo = isFifo;
    this.#onVisibleAgain = onVisibleAgain;
    this.#kept = kept;
    this.#order = isFifo ? new FifoOrder() : new StandardOrder();
  }

  get counts(): MessageCounts {
    return this.#counts;
  }

  /** The length of the bodies of the visible messages. */
  get visibleBytes(): number {
    return this.#visibleBytes;
  }

  /** More than the order of each message so far. */
  get nextOrder(): number {
    return this.#reserved;
  }

  /** When a message becomes visible next. */
  get nextDue(): number | undefined {
    return this.#order.waiting?.visibleAt;
  }

  get(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  /** In the order in which they came. */
  all(): Iterable<StoredMessage> {
    return this.#messages.values();
  }

  /**
   * The message to deliver next.
   *
   * @param previous the one that the same receiver has just got
   */
  next(previous?: StoredMessage): StoredMessage | undefined {
    return this.#order.next(previous);
  }

  add(arrival: NewArrival, visibleAt: number, now: number, receiveCount = 0): StoredMessage {
    const order = this.#nextArrival();
    const sequenceNumber = this.#isFifo ? String(FIRST_SEQUENCE_NUMBER + BigInt(order) * 256n) : undefined;
    const state = visibleAt > now ? 'delayed' : 'visible';
    const message = new StoredMessage({ ...arrival, order, sequenceNumber }, state, visibleAt, receiveCount);
    this.#insert(message);
    this.#kept?.messages.put(message);
    return message;
  }

  /**
   * Adds what an earlier run has kept.
   *
   * @param messages in their order
   */
  restore(messages: readonly StoredMessage[], nextOrder: number): void {
    for (const message of messages) this.#insert(message);
    this.#arrivals = nextOrder;
    this.#reserved = nextOrder;
  }

  /**
   * Does what has become due: messages become visible, and expire.
   *
   * @param retentionMs how long they are kept
   */
  advance(retentionMs: number, now: number): void {
    for (let { first } = this.#expiry; first !== undefined; { first } = this.#expiry) {
      if (first.arrival.sentAt + retentionMs > now) break;
      this.discard(first);
    }
    for (let { waiting } = this.#order; waiting !== undefined; { waiting } = this.#order) {
      if (waiting.visibleAt > now) break;
      // That need not be written: its time says it.
      this.#place(waiting, 'visible', waiting.visibleAt);
    }
  }

  move(message: StoredMessage, state: MessageState, visibleAt: number): void {
    this.#place(message, state, visibleAt);
    this.#kept?.messages.put(message);
  }

  /** Hides a message until then, or makes it visible if that is now. */
  hide(message: StoredMessage, visibleAt: number, now: number): void {
    this.move(message, visibleAt > now ? 'hidden' : 'visible', visibleAt);
  }

  /** Takes a message from the order of delivery until it is moved, so that it is not taken twice. */
  reserve(message: StoredMessage): void {
    this.#order.remove(message);
  }

  discard(message: StoredMessage): void {
    this.#order.remove(message);
    this.#count(message, -1);
    this.#messages.delete(message.id);
    if (message.expiry !== undefined) this.#expiry.remove(message.expiry);
    message.expiry = undefined;
    this.#kept?.messages.remove(message);
  }

  #insert(message: StoredMessage): void {
    this.#messages.set(message.id, message);
    message.expiry = this.#expiry.add(message);
    this.#enter(message);
  }

  #place(message: StoredMessage, state: MessageState, visibleAt: number): void {
    this.#order.remove(message);
    this.#count(message, -1);
    message.state = state;
    message.visibleAt = visibleAt;
    this.#enter(message);
  }

  #enter(message: StoredMessage): void {
    this.#count(message, 1);
    this.#order.add(message);
    if (message.state === 'visible' && message.ownReceiveCount > 0) this.#onVisibleAgain(message);
  }

  #nextArrival(): number {
    if (this.#arrivals === this.#reserved) {
      this.#reserved += RESERVED_ORDERS;
      this.#kept?.onReserved();
    }
    return this.#arrivals++;
  }

  #count({ state, bodyBytes }: StoredMessage, change: 1 | -1): void {
    this.#counts[state] += change;
    if (state === 'visible') this.#visibleBytes += change * bodyBytes;
  }
}
