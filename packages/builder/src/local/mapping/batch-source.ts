import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import type { Backlog, Choice } from '../sources/queue/queue-types.ts';

/** What a mapping takes messages from: a queue on this machine, or the messages that were received from another one. */
export interface BatchSource {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly settings: { readonly visibilityTimeout: number };
  /** The messages that the mapping could take. */
  backlog(now: number): Backlog;
  /** The first of them. */
  first(now: number): unknown;
  takeBatch(max: number, choose: (message: ReceivedMessage) => Choice, now: number): ReceivedMessage[];
  /** Deletes a message. Returns false if its handle has expired. */
  remove(handle: string, now: number, messageId: string): boolean;
  /** Since when these messages have been hidden; by default, since the mapping took them. */
  hiddenSince?(messages: readonly ReceivedMessage[]): number;
}
