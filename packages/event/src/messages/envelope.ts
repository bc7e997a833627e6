import type { SNSEventRecord, SNSMessage, SNSMessageAttributes, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { isObject, type JsonObject } from '../payload/json.ts';
import { parseJson } from '../payload/payload.ts';
import { batchOf, detectSource, isS3TestEvent } from '../source/detect-source.ts';
import { EVENT_EVENTBRIDGE, EVENT_S3, EVENT_SNS, EVENT_SQS } from '../source/event-source.ts';

/** What a payload was taken out of: a message of SQS or a notification of SNS. */
export type Envelope =
  | {
      readonly source: typeof EVENT_SQS;
      readonly messageId: string;
      readonly queueArn: string;
      readonly attributes: SQSRecord['attributes'];
      readonly messageAttributes: SQSMessageAttributes;
    }
  | {
      readonly source: typeof EVENT_SNS;
      readonly messageId: string;
      readonly topicArn: string;
      /** Absent where the notification has none. */
      readonly subject?: string;
      readonly timestamp: string;
      readonly attributes: SNSMessageAttributes;
    };

/** A record with the envelopes that its payload came in, outermost first; absent where there was none. */
export type Enveloped<Item> = Item & { readonly envelopes?: readonly Envelope[] };

/** What a message is found to hold: the envelopes are those between the message and its content. */
export type Content =
  | { readonly kind: 'payload'; readonly text: string; readonly envelopes: readonly Envelope[] }
  | {
      readonly kind: 'records';
      readonly source: string;
      readonly records: readonly object[];
      readonly envelopes: readonly Envelope[];
    }
  | { readonly kind: 's3-test-event' };

/** Whether records of a source that are found inside of a message go to a handler of that source. */
export type IsRouted = (source: string) => boolean;

/** What the body of a message of SQS holds: whoever may write to the queue writes it. */
export function openMessage(body: string, isRouted: IsRouted): Content {
  const notification = parseObject(body);
  if (notification === undefined || !isNotification(notification)) return openNotification(body, isRouted);
  const record = toSNSRecord(notification);
  if (isRouted(EVENT_SNS)) return { kind: 'records', source: EVENT_SNS, records: [record], envelopes: [] };
  return openNotification(record.Sns.Message, isRouted, [snsEnvelope(record.Sns)]);
}

/** What the message of a notification of SNS holds: whoever may publish to the topic writes it. */
export function openNotification(message: string, isRouted: IsRouted, envelopes: readonly Envelope[] = []): Content {
  const event = parseObject(message);
  if (event === undefined) return asPayload(message, envelopes);
  if (isS3TestEvent(event)) return { kind: 's3-test-event' };
  const source = detectSource(event);
  if ((source !== EVENT_S3 && source !== EVENT_EVENTBRIDGE) || !isRouted(source)) return asPayload(message, envelopes);
  // Each of a batch's records names its source, so that all of them are objects.
  const records = (batchOf(event) ?? [event]) as readonly object[];
  return { kind: 'records', source, records, envelopes };
}

/** A text that is nothing but a payload. */
export function asPayload(text: string, envelopes: readonly Envelope[] = []): Content {
  return { kind: 'payload', text, envelopes };
}

/** The record, together with the envelopes that it or its payload came in; the record given isn't changed. */
export function withEnvelopes<Item extends object>(record: Item, envelopes: readonly Envelope[]): Enveloped<Item> {
  return envelopes.length === 0 ? record : { ...record, envelopes };
}

/** What is worth knowing of a message of SQS around a payload. */
export function sqsEnvelope(record: SQSRecord): Envelope {
  const { messageId, eventSourceARN: queueArn, attributes, messageAttributes } = record;
  return { source: EVENT_SQS, messageId, queueArn, attributes, messageAttributes };
}

/** What is worth knowing of a notification of SNS around a payload. */
export function snsEnvelope(sns: SNSMessage): Envelope {
  return {
    source: EVENT_SNS,
    messageId: sns.MessageId,
    topicArn: sns.TopicArn,
    // Null where the publisher gave none.
    ...(sns.Subject ? { subject: sns.Subject } : {}),
    timestamp: sns.Timestamp,
    attributes: sns.MessageAttributes,
  };
}

/** All four members together: `Type` alone is found in many a message. */
function isNotification(value: JsonObject): boolean {
  const { Type, MessageId, TopicArn, Message } = value;
  return Type === 'Notification' && [MessageId, TopicArn, Message].every((member) => typeof member === 'string');
}

/**
 * A notification as SNS delivers it to a queue, in the form in which it delivers it to a function: there the members
 * with URLs are written otherwise (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).
 */
function toSNSRecord(notification: JsonObject): SNSEventRecord {
  const { SigningCertURL, UnsubscribeURL, ...members } = notification;
  const sns = { MessageAttributes: {}, ...members, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
  return {
    EventSource: EVENT_SNS,
    EventVersion: '1.0',
    // The notification doesn't tell it.
    EventSubscriptionArn: '',
    // isNotification has checked what this package relies on; the rest is SNS's word, as in an event of its own.
    Sns: sns as unknown as SNSMessage,
  };
}

/** Whatever is looked for in a message is a JSON object; most of what isn't is told without parsing. */
function parseObject(text: string): JsonObject | undefined {
  const value = text.startsWith('{') ? parseJson(text) : undefined;
  return isObject(value) ? value : undefined;
}
