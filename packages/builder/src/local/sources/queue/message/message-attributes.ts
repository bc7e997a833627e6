import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from '../../../../events/samples/message-attributes.ts';
import { invalidParameter, QueueError } from '../queue-error.ts';

export {
  attributesMd5,
  type MessageAttribute,
  type MessageAttributes,
} from '../../../../events/samples/message-attributes.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const MAX_ATTRIBUTES = 10;
const namePattern = /^(?!\.)(?!.*\.\.)(?!.*\.$)[\w.-]{1,256}$/;
const reservedName = /^(aws|amazon)\./i;
const typePattern = /^(String|Number|Binary)(\..+)?$/s;
const MAX_TYPE_LENGTH = 256;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const allowedText = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** @throws {QueueError} the text has a character that a message cannot have */
export function checkText(text: string): void {
  if (allowedText.test(text)) return;
  throw new QueueError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

/** @throws {QueueError} there are too many, or one of them is invalid */
export function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of entries) checkAttribute(name, attribute);
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!namePattern.test(name)) {
    throw invalidParameter(
      `Message attribute name '${name}' is invalid: it can have 1 to 256 characters of A-Z, a-z, 0-9, underscores, hyphens and periods, and no periods at its ends or in a row.`,
    );
  }
  if (reservedName.test(name)) {
    throw invalidParameter(`Message attribute name '${name}' is invalid: names that begin with AWS. are reserved.`);
  }
  const type = typePattern.exec(DataType)?.[1];
  if (type === undefined || DataType.length > MAX_TYPE_LENGTH) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = type === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value.length === 0) {
    throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type ${DataType}.`);
  }
  if (typeof value !== 'string') return;
  checkText(value);
  if (type === 'Number' && (value.trim() === '' || !Number.isFinite(Number(value)))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/** How much of the size of a message they are, in bytes. */
export function attributesSize(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, { DataType, StringValue = '', BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += BinaryValue === undefined ? Buffer.byteLength(StringValue) : BinaryValue.length;
  }
  return size;
}

/** The checksum of a body. */
export function bodyMd5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
