import type { MessageAttributes } from './message-attributes.ts';
import type { MessageState, StoredMessage } from './stored-message.ts';

/** A message in a queue, for those who look at it without receiving it. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly state: MessageState;
  readonly receiveCount: number;
  /** When it becomes, or has become, visible: milliseconds since 1970. */
  readonly visibleAt: number;
}

/** Also what its sender has said about it. */
export interface DetailedMessage extends QueueMessage {
  /** When it was sent first: milliseconds since 1970. */
  readonly sentAt: number;
  /** As in AWS's SDK. Empty if it has none. */
  readonly attributes: MessageAttributes;
  readonly groupId?: string | undefined;
  /** The ARN of the queue in which it has failed, if this is a dead-letter queue. */
  readonly deadLetterSource?: string | undefined;
}

export function viewOf({ id, content, state, receiveCount, visibleAt }: StoredMessage): QueueMessage {
  return { messageId: id, body: content.body, state, receiveCount, visibleAt };
}

export function detailedViewOf(message: StoredMessage): DetailedMessage {
  const { arrival, content } = message;
  return {
    ...viewOf(message),
    sentAt: arrival.sentAt,
    attributes: content.attributes,
    groupId: content.groupId,
    deadLetterSource: arrival.deadLetterSource,
  };
}
