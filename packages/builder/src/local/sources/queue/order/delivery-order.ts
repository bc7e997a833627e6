import type { StoredMessage } from '../message/stored-message.ts';

/** Which message of a queue is delivered next. */
export interface DeliveryOrder {
  /** Adds a message in its present state. */
  add(message: StoredMessage): void;
  /** Removes a message. Its state must be the one with which it was added. */
  remove(message: StoredMessage): void;
  /**
   * The message to deliver next.
   *
   * @param previous the one that the same receiver has just got
   */
  next(previous?: StoredMessage): StoredMessage | undefined;
  /** The hidden or delayed message that becomes visible next. */
  readonly waiting: StoredMessage | undefined;
}
