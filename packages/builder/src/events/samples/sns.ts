import { eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { arn, REGION, uuid } from './sample-values.ts';

/** Notifications from a topic (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html). */
export function snsEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map((record) => snsRecord(notificationOf(record))) };
}

/** A notification in the body of an SQS message. */
export function snsNotification(options: RecordOptions): object {
  return snsEnvelope(notificationOf(options));
}

function notificationOf(options: RecordOptions): SnsNotification {
  const { index, subject = null, topic = 'my-topic', time = new Date(), attributes = {} } = options;
  return {
    messageId: uuid('notification', index),
    topicArn: arn('sns', topic),
    subscriptionArn: arn('sns', `${topic}:${uuid('subscription', 0)}`),
    region: REGION,
    subject,
    message: options.body ?? 'Hello from SNS!',
    time,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  };
}

/** A notification to one subscriber. */
export interface SnsNotification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subscriptionArn: string;
  readonly region: string;
  /** Null if there is none. */
  readonly subject: string | null;
  readonly message: string;
  readonly time: Date;
  readonly attributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

/** The record of a function's event. */
export function snsRecord(notification: SnsNotification): object {
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: notification.subscriptionArn,
    Sns: membersOf(notification),
  };
}

/**
 * The JSON in the body of an SQS message, where the URL members are spelled differently
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). What the notification does not have is
 * not null or empty there, but missing.
 */
export function snsEnvelope(notification: SnsNotification): object {
  const { Subject, MessageAttributes, SigningCertUrl, UnsubscribeUrl, ...members } = membersOf(notification);
  return {
    ...members,
    ...(Subject !== null && { Subject }),
    SigningCertURL: SigningCertUrl,
    UnsubscribeURL: UnsubscribeUrl,
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  };
}

function membersOf(notification: SnsNotification) {
  const endpoint = `https://sns.${notification.region}.amazonaws.com/`;
  return {
    Type: 'Notification',
    MessageId: notification.messageId,
    TopicArn: notification.topicArn,
    Subject: notification.subject,
    Message: notification.message,
    Timestamp: notification.time.toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertUrl: `${endpoint}SimpleNotificationService-EXAMPLE.pem`,
    UnsubscribeUrl: `${endpoint}?Action=Unsubscribe&SubscriptionArn=${notification.subscriptionArn}`,
    MessageAttributes: notification.attributes,
  };
}
