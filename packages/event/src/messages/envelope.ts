// @compile-at-start
import type { SNSEventRecord, SNSMessage, SNSMessageAttributes, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { isObject, type JsonObject, parseObjectOrArray } from '../payload/json.ts';
import { batchOf, detectSource, isS3TestEvent } from '../source/detect-source.ts';
import { EVENT_EVENTBRIDGE, EVENT_S3, EVENT_SNS, EVENT_SQS } from '../source/event-source.ts';

/** An SQS message or an SNS notification that a payload came in, without the payload. */
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
      /** Absent if the notification has none. */
      readonly subject?: string;
      readonly timestamp: string;
      readonly attributes: SNSMessageAttributes;
    };

/** A record with the envelopes that its payload came in, outermost first; absent if there were none. */
export type Enveloped<Item> = Item & { readonly envelopes?: readonly Envelope[] };

/** What a message holds. The envelopes are those between the message and its content. */
export type Content =
  | { readonly kind: 'payload'; readonly text: string; readonly envelopes: readonly Envelope[] }
  | {
      readonly kind: 'records';
      readonly source: string;
      readonly records: readonly object[];
      readonly envelopes: readonly Envelope[];
    }
  | { readonly kind: 's3-test-event' };

/** Whether a source's records found inside a message go to a handler of that source. */
export type IsRouted = (source: string) => boolean;

/** Opens the body of an SQS message. Anyone who may send to the queue writes the body, so nothing in it is trusted. */
export function openMessage(body: string, isRouted: IsRouted): Content {
  const value = parseObject(body);
  if (value === undefined || !isNotification(value)) return open(body, value, isRouted, []);
  const record = toSNSRecord(value);
  if (isRouted(EVENT_SNS)) return { kind: 'records', source: EVENT_SNS, records: [record], envelopes: [] };
  return openNotification(record.Sns.Message, isRouted, [snsEnvelope(record.Sns)]);
}

/** Opens the message of an SNS notification, which anyone who may publish to the topic writes. */
export function openNotification(message: string, isRouted: IsRouted, envelopes: readonly Envelope[] = []): Content {
  return open(message, parseObject(message), isRouted, envelopes);
}

/** @param event what the text is the JSON of, if it is that of an object */
function open(
  text: string,
  event: JsonObject | undefined,
  isRouted: IsRouted,
  envelopes: readonly Envelope[],
): Content {
  if (event === undefined) return asPayload(text, envelopes);
  if (isS3TestEvent(event)) return { kind: 's3-test-event' };
  // Every event of S3 and EventBridge has one of these members. Most payloads have none, and need no detection.
  if (!('Records' in event || 'detail-type' in event || 'eventSource' in event)) return asPayload(text, envelopes);
  const source = detectSource(event);
  if ((source !== EVENT_S3 && source !== EVENT_EVENTBRIDGE) || !isRouted(source)) return asPayload(text, envelopes);
  // The records are objects: each of them names its source.
  const records = (batchOf(event) ?? [event]) as readonly object[];
  return { kind: 'records', source, records, envelopes };
}

/** Takes a text as the payload, without looking for envelopes inside. */
export function asPayload(text: string, envelopes: readonly Envelope[] = []): Content {
  return { kind: 'payload', text, envelopes };
}

/** A copy of the record that carries the envelopes; the record itself if there are none. */
export function withEnvelopes<Item extends object>(record: Item, envelopes: readonly Envelope[]): Enveloped<Item> {
  return envelopes.length === 0 ? record : { ...record, envelopes };
}

/** The envelope that an SQS message is for its payload. */
// @compile-later
export function sqsEnvelope(record: SQSRecord): Envelope {
  const { messageId, eventSourceARN: queueArn, attributes, messageAttributes } = record;
  return { source: EVENT_SQS, messageId, queueArn, attributes, messageAttributes };
}

/** The envelope that an SNS notification is for its payload. */
// @compile-later
export function snsEnvelope(sns: SNSMessage): Envelope {
  return {
    source: EVENT_SNS,
    messageId: sns.MessageId,
    topicArn: sns.TopicArn,
    // Null if the publisher set none.
    ...(sns.Subject ? { subject: sns.Subject } : {}),
    timestamp: sns.Timestamp,
    attributes: sns.MessageAttributes,
  };
}

/** Requires all four members, since other messages have a `Type` too. */
function isNotification(value: JsonObject): boolean {
  const { Type, MessageId, TopicArn, Message } = value;
  return Type === 'Notification' && [MessageId, TopicArn, Message].every((member) => typeof member === 'string');
}

/**
 * Converts a notification from the form in which SNS sends it to a queue to the form in which it invokes a function.
 * The names of the members with URLs differ
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).
 */
// @compile-later
function toSNSRecord(notification: JsonObject): SNSEventRecord {
  const { SigningCertURL, UnsubscribeURL, ...members } = notification;
  const sns = { MessageAttributes: {}, ...members, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
  return {
    EventSource: EVENT_SNS,
    EventVersion: '1.0',
    // The notification does not name its subscription.
    EventSubscriptionArn: '',
    // isNotification has checked the members that this package uses.
    Sns: sns as unknown as SNSMessage,
  };
}

function parseObject(text: string): JsonObject | undefined {
  const value = parseObjectOrArray(text);
  return isObject(value) ? value : undefined;
}
