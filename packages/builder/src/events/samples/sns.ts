import { eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { arn, REGION, uuid } from './sample-values.ts';

/** Notifications from a topic (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html). */
export function snsEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map(record) };
}

/**
 * A notification in the body of an SQS message, where the URL members are spelled differently
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).
 */
export function snsNotification(options: RecordOptions): object {
  const { SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL, ...notification } = notificationOf(options);
  return { ...notification, SigningCertURL, UnsubscribeURL };
}

function record(options: RecordOptions): object {
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn(options),
    Sns: notificationOf(options),
  };
}

function notificationOf(options: RecordOptions) {
  const { index, subject = null, topic = 'my-topic', time = new Date(), attributes = {} } = options;
  const endpoint = `https://sns.${REGION}.amazonaws.com/`;
  return {
    Type: 'Notification',
    MessageId: uuid('notification', index),
    TopicArn: arn('sns', topic),
    Subject: subject,
    Message: options.body ?? 'Hello from SNS!',
    Timestamp: time.toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertUrl: `${endpoint}SimpleNotificationService-EXAMPLE.pem`,
    UnsubscribeUrl: `${endpoint}?Action=Unsubscribe&SubscriptionArn=${subscriptionArn(options)}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  };
}

function subscriptionArn({ topic = 'my-topic' }: SampleOptions): string {
  return arn('sns', `${topic}:${uuid('subscription', 0)}`);
}
