/**
 * What AWS does to a standard queue now and then: delivers a message once more although it was deleted, or the messages
 * of a receive in reverse order.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export type QueueFault = 'duplicate' | 'reorder';

/** What SQS returns for a message that was sent. */
export interface SentMessage {
  readonly messageId: string;
  readonly bodyMd5: string;
  readonly attributesMd5: string | undefined;
  readonly systemAttributesMd5: string | undefined;
  readonly sequenceNumber: string | undefined;
}

/** What a receiver asks for. */
export interface ReceiveInput {
  /** 1 to 10. Default: 1. */
  readonly max?: number | undefined;
  /** How long the messages are hidden, in seconds. Default: that of the queue. */
  readonly visibilityTimeout?: number | undefined;
  /** A receive of a FIFO queue that is repeated with the same id within 5 minutes gets the same messages. */
  readonly attemptId?: string | undefined;
  /** Whether the receiver waits for messages. If so, too many messages in flight are not an error. */
  readonly isWaiting?: boolean | undefined;
}

/** What to do with a message that a mapping could take next: take it, delete it and go on, or leave it and stop. */
export type Choice = 'take' | 'discard' | 'stop';

/** The visible messages that wait for a mapping. */
export interface Backlog {
  readonly count: number;
  /** The length of their bodies. */
  readonly bytes: number;
}
