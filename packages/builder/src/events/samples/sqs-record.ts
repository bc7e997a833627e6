import type { MessageAttribute, MessageAttributes } from './message-attributes.ts';

/** A message that a queue has delivered to Lambda. */
export interface DeliveredMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly attributesMd5?: string | undefined;
  /** `ApproximateReceiveCount`, `SentTimestamp` and so on. */
  readonly systemAttributes: Readonly<Record<string, string>>;
}

/** The record of a message in the event that a function gets. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, object>>;
  readonly md5OfMessageAttributes?: string;
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/**
 * The record of a message in the event that Lambda sends to a function:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @param queueArn the ARN of the queue
 */
export function sqsRecord(message: DeliveredMessage, queueArn: string): SqsRecord {
  const { attributesMd5 } = message;
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.systemAttributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
    ),
    ...(attributesMd5 !== undefined && { md5OfMessageAttributes: attributesMd5 }),
    md5OfBody: message.bodyMd5,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

function recordAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute): object {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
