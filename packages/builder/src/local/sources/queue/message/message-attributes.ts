import { createHash } from 'node:crypto';
import { invalidParameter, QueueError } from '../queue-error.ts';

/** An attribute of a message, as SQS has it. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, with an optional label: `Number.int`. */
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** Attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

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

const TRANSPORT_STRING = Buffer.of(1);
const TRANSPORT_BINARY = Buffer.of(2);

/**
 * Their checksum, which AWS's SDK verifies; undefined if there are none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue = '', BinaryValue }] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(BinaryValue === undefined ? TRANSPORT_STRING : TRANSPORT_BINARY);
    add(BinaryValue ?? Buffer.from(StringValue));
  }
  return hash.digest('hex');
}

/** The checksum of a body. */
export function bodyMd5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
