import type { MessageAttributes } from './message-attributes.ts';
import { receiptHandle } from './receipt-handle.ts';
import type { StoredMessage } from './stored-message.ts';

/** Who has sent each message: there are no identities here. */
const SENDER_ID = 'AIDAIENQZJOLO23YVJ4VO';

/** A message as its receiver gets it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly attributesMd5: string | undefined;
  /** `ApproximateReceiveCount`, `SentTimestamp` and so on. */
  readonly systemAttributes: Readonly<Record<string, string>>;
}

/**
 * A message as it is if it is received now.
 *
 * @param queue the name of the queue
 */
export function receivedMessage(queue: string, message: StoredMessage, now: number): ReceivedMessage {
  return receiptOf(queue, message, now, 1);
}

/**
 * A message as it was received last.
 *
 * @param queue the name of the queue
 */
export function receivedBefore(queue: string, message: StoredMessage): ReceivedMessage {
  return receiptOf(queue, message, message.receivedAt, 0);
}

/** @param further how many receives are not counted yet */
function receiptOf(queue: string, message: StoredMessage, now: number, further: 0 | 1): ReceivedMessage {
  const { id, content, receipt, receiveCount } = message;
  return {
    messageId: id,
    receiptHandle: receiptHandle(queue, { messageId: id, receipt: receipt + further }),
    body: content.body,
    bodyMd5: content.bodyMd5,
    attributes: content.attributes,
    attributesMd5: content.attributesMd5,
    systemAttributes: systemAttributesOf(message, now, receiveCount + further),
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
function systemAttributesOf(message: StoredMessage, now: number, count: number): Readonly<Record<string, string>> {
  const { content, arrival } = message;
  const { sequenceNumber, sentAt, deadLetterSource } = arrival;
  const { groupId, deduplicationId, traceHeader } = content;
  return {
    ApproximateReceiveCount: String(count),
    SentTimestamp: String(sentAt),
    SenderId: SENDER_ID,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? now),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}
