import type { QueueEntry } from '../order/priority-queue.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** What a message contains. It is the same in each queue that it is moved to. */
export interface MessageContent {
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly attributesMd5: string | undefined;
  /** An X-Ray trace header. */
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Where a message is within its queue. */
export type MessageState = 'visible' | 'hidden' | 'delayed';

/** What does not change about a message while it is in a queue. */
export interface Arrival {
  readonly id: string;
  readonly content: MessageContent;
  /** The order in which messages came into the queue. */
  readonly order: number;
  /** Only in a FIFO queue. */
  readonly sequenceNumber: string | undefined;
  /** When it was sent first; if a FIFO queue got it from another queue, when that happened. */
  readonly sentAt: number;
  /** The ARN of the queue in which it has failed. */
  readonly deadLetterSource: string | undefined;
}

/** A message in a queue. */
export class StoredMessage {
  readonly arrival: Arrival;
  readonly content: MessageContent;
  /** The length of the body in UTF-8. */
  readonly bodyBytes: number;
  state: MessageState;
  /** When it becomes, or has become, visible. */
  visibleAt: number;
  /** How often it has been received, in all queues. */
  receiveCount: number;
  /** How often it has been received in this queue. */
  ownReceiveCount = 0;
  firstReceivedAt: number | undefined;
  receivedAt = 0;
  /** The number of its last receipt handle. */
  receipt = 0;
  /** Whether it is delivered once more although it was deleted. */
  isDuplicate = false;
  /** Where it is among the messages of its state. */
  place: QueueEntry<StoredMessage> | undefined;
  /** Where it is among all messages, in the order in which their retention ends. */
  expiry: QueueEntry<StoredMessage> | undefined;

  constructor(arrival: Arrival, state: MessageState, visibleAt: number, receiveCount: number) {
    this.arrival = arrival;
    this.content = arrival.content;
    this.bodyBytes = Buffer.byteLength(arrival.content.body);
    this.state = state;
    this.visibleAt = visibleAt;
    this.receiveCount = receiveCount;
  }

  get id(): string {
    return this.arrival.id;
  }
}

/** Whether a message comes before another one: the one that has been visible for longer. */
export function isVisibleBefore(a: StoredMessage, b: StoredMessage): boolean {
  return a.visibleAt === b.visibleAt ? a.arrival.order < b.arrival.order : a.visibleAt < b.visibleAt;
}

/** Whether a message came into the queue before another one. */
export function isSentBefore(a: StoredMessage, b: StoredMessage): boolean {
  return a.arrival.order < b.arrival.order;
}
