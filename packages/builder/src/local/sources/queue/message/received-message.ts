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

/** @param queue its name */
export function receivedMessage(queue: string, message: StoredMessage): ReceivedMessage {
  const { id, content, receipt } = message;
  return {
    messageId: id,
    receiptHandle: receiptHandle(queue, { messageId: id, receipt }),
    body: content.body,
    bodyMd5: content.bodyMd5,
    attributes: content.attributes,
    attributesMd5: content.attributesMd5,
    systemAttributes: systemAttributesOf(message),
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
function systemAttributesOf(message: StoredMessage): Readonly<Record<string, string>> {
  const { content, arrival } = message;
  const { sequenceNumber, sentAt, deadLetterSource } = arrival;
  const { groupId, deduplicationId, traceHeader } = content;
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(sentAt),
    SenderId: SENDER_ID,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}
