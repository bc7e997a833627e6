/** The event that the server sends. */
export type EventKind =
  /** `{"data":"xxx…"}`, with this total length. */
  | { readonly kind: 'payload'; readonly bytes: number }
  /** A batch of Amazon SQS messages. */
  | { readonly kind: 'sqs'; readonly records: number }
  /** The event of the streaming handlers: how many bytes to send. */
  | { readonly kind: 'stream'; readonly bytes: number };

/** The event as JSON. */
export function eventOf(event: EventKind): string {
  switch (event.kind) {
    case 'payload':
      return JSON.stringify({ data: 'x'.repeat(event.bytes - '{"data":""}'.length) });
    case 'sqs':
      return JSON.stringify({ Records: Array.from({ length: event.records }, (_, index) => sqsRecord(index)) });
    case 'stream':
      return JSON.stringify({ bytes: event.bytes });
  }
}

/** As short as a complete message can be, so that 10,000 of them fit into the 6 MB of an invocation. */
function sqsRecord(index: number): object {
  const sentAt = '1763880000000';
  return {
    messageId: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: JSON.stringify({ orderId: `order-${index}`, amount: index }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sentAt,
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    awsRegion: 'eu-central-1',
  };
}
