import { createHash } from 'node:crypto';

/** An attribute of a message, as SQS has it. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, with an optional label: `Number.int`. */
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** Attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

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
