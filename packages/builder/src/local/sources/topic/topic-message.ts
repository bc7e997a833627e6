import { createHash } from 'node:crypto';
import { attributesSize, type MessageAttribute, type MessageAttributes } from '../queue/message/message-attributes.ts';
import { isFifoId } from '../queue/message/sent-message.ts';
import { invalidParameter } from './topic-error.ts';

/** What is published. */
export interface PublishInput {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly attributes?: MessageAttributes | undefined;
  /** `json`: the message is JSON with one text for each kind of subscriber. */
  readonly structure?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** A message that a topic has accepted. */
export interface TopicMessage {
  readonly message: string;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** The texts for each kind of subscriber, if the message has several. */
  readonly texts: Readonly<Record<string, string>> | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT = 100;
const subjectText = /^[!-~][ -~]*$/;
const typeName = /^(String|Number|Binary|String\.Array)(\.[\w.-]+)?$/;
const attributeName = /^(?!\.)(?!.*\.$)(?!.*\.\.)[\w.-]{1,256}$/;

/** How many bytes of the limit a message takes. */
export function sizeOf({ message, attributes = {} }: PublishInput): number {
  return Buffer.byteLength(message) + attributesSize(attributes);
}

/** The settings of a topic that its messages depend on. */
export interface MessageRules {
  readonly isFifo: boolean;
  readonly contentBasedDeduplication: boolean;
}

/**
 * Checks a message, and completes it.
 *
 * @throws {TopicError} the topic does not accept it
 */
export function topicMessage(input: PublishInput, rules: MessageRules): TopicMessage {
  const { message, subject, attributes = {}, structure } = input;
  if (message === '') throw invalidParameter('Empty message');
  if (sizeOf(input) > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  if (subject !== undefined && (subject.length > MAX_SUBJECT || !subjectText.test(subject))) {
    throw invalidParameter('Subject');
  }
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
  return {
    subject,
    attributes,
    ...textsOf(message, structure),
    groupId: groupIdOf(input, rules),
    deduplicationId: deduplicationIdOf(input, rules),
  };
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!attributeName.test(name)) throw invalidParameter(`The message attribute name '${name}' is invalid`);
  if (!typeName.test(DataType)) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
  if (value === undefined || value.length === 0) {
    throw invalidParameter(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (DataType.startsWith('Number') && !Number.isFinite(Number(value))) {
    throw invalidParameter(`Could not cast message attribute '${name}' value to number.`);
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
function textsOf(message: string, structure: string | undefined): Pick<TopicMessage, 'message' | 'texts'> {
  if (structure === undefined) return { message, texts: undefined };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (!isTexts(texts)) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return { message: texts.default, texts };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> & { readonly default: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'default' in value &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}

function groupIdOf({ groupId }: PublishInput, { isFifo }: MessageRules): string | undefined {
  if (groupId === undefined && isFifo) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  }
  if (groupId !== undefined && !isFifoId(groupId)) throw invalidParameter('MessageGroupId');
  return groupId;
}

function deduplicationIdOf(
  { message, deduplicationId }: PublishInput,
  { isFifo, contentBasedDeduplication }: MessageRules,
): string | undefined {
  if (deduplicationId !== undefined) {
    if (!isFifo)
      throw invalidParameter(
        'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      );
    if (!isFifoId(deduplicationId)) throw invalidParameter('MessageDeduplicationId');
    return deduplicationId;
  }
  if (!isFifo) return undefined;
  if (contentBasedDeduplication) return createHash('sha256').update(message).digest('hex');
  throw invalidParameter(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}
