import type { Message, MessageAttributeValue, MessageSystemAttributeName } from '@aws-sdk/client-sqs';
import { attributesMd5, type MessageAttributes } from '../../sources/queue/message/message-attributes.ts';
import type { ReceivedMessage } from '../../sources/queue/message/received-message.ts';
import { AwsApiError } from '../aws-api-error.ts';

type AttributeInput = Readonly<Record<string, MessageAttributeValue>>;

/**
 * The attributes of a message that is sent.
 *
 * @throws {AwsApiError} one has a list of values, which SQS has never supported
 */
export function attributesOfInput(attributes: AttributeInput | undefined): MessageAttributes | undefined {
  for (const [name, { StringListValues, BinaryListValues }] of Object.entries(attributes ?? {})) {
    if (StringListValues === undefined && BinaryListValues === undefined) continue;
    throw new AwsApiError(
      'UnsupportedOperation',
      `Message attribute list values in SendMessage operation are not supported: ${name}`,
    );
  }
  return attributes as MessageAttributes | undefined;
}

/** What a receiver wants to know of messages. */
export interface WantedAttributes {
  readonly AttributeNames?: readonly string[] | undefined;
  readonly MessageSystemAttributeNames?: readonly string[] | undefined;
  readonly MessageAttributeNames?: readonly string[] | undefined;
}

const systemAttributeNames = new Set<string>([
  'All',
  'AWSTraceHeader',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
]);

/** @throws {AwsApiError} there is no such attribute of a message */
export function checkWanted({ AttributeNames = [], MessageSystemAttributeNames = [] }: WantedAttributes): void {
  for (const name of [...AttributeNames, ...MessageSystemAttributeNames]) {
    if (!systemAttributeNames.has(name)) throw new AwsApiError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

/** A message with those of its attributes that its receiver wants. */
export function messageOf(message: ReceivedMessage, wanted: WantedAttributes): Message {
  const { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames = [] } = wanted;
  const system = new Set([...AttributeNames, ...MessageSystemAttributeNames]);
  const systemAttributes = Object.entries(message.systemAttributes).filter(
    ([name]) => system.has('All') || system.has(name),
  );
  const attributes = Object.entries(message.attributes).filter(([name]) =>
    MessageAttributeNames.some((pattern) => matches(pattern, name)),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.bodyMd5,
    ...(systemAttributes.length > 0 && {
      Attributes: Object.fromEntries(systemAttributes) as Record<MessageSystemAttributeName, string>,
    }),
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(attributes) as Record<string, MessageAttributeValue>,
      // It is the digest of those that are returned.
      MD5OfMessageAttributes: attributesMd5(Object.fromEntries(attributes)),
    }),
  };
}

/** A name, all names, or all names that begin with what is before `.*`. */
function matches(pattern: string, name: string): boolean {
  if (pattern === 'All' || pattern === '.*') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}
