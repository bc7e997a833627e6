import { attributesMd5 } from './message-attributes.ts';
import { cycle, eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { arn, digest, md5, uuid } from './sample-values.ts';
import { sqsRecord } from './sqs-record.ts';

/** Messages from a queue (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
export function sqsEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map(record) };
}

function record(options: RecordOptions): object {
  const { index, queue = 'my-queue', time = new Date(), attributes = {} } = options;
  const body = options.body ?? JSON.stringify({ orderId: `order-${index + 1}`, amount: 100 + index });
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, attribute(value)]),
  );
  const message = {
    messageId: uuid('message', index),
    receiptHandle: `AQEB${Buffer.from(digest('receipt', index), 'hex').toString('base64')}`,
    body,
    bodyMd5: md5(body),
    attributes: messageAttributes,
    attributesMd5: attributesMd5(messageAttributes),
    systemAttributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(time.getTime()),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(time.getTime() + 1),
      ...(queue.endsWith('.fifo') && fifoAttributes(options)),
    },
  };
  return sqsRecord(message, arn('sqs', queue));
}

function fifoAttributes({ index, groups }: RecordOptions): object {
  return {
    SequenceNumber: String(18849496460467696128n + BigInt(index)),
    MessageGroupId: cycle(groups, index) ?? '1',
    MessageDeduplicationId: digest('deduplication', index),
  };
}

function attribute(StringValue: string) {
  return { DataType: 'String', StringValue };
}
