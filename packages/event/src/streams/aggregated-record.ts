import { decodeUtf8 } from '../payload/payload.ts';

/** A user record that the Kinesis Producer Library put into a record of a stream together with others. */
export interface UserRecord {
  readonly partitionKey: string;
  /** Absent if the producer set none. */
  readonly explicitHashKey?: string;
  readonly data: Buffer;
}

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
/** What base64 of the magic number begins with, so that other records are not decoded. */
const MAGIC_BASE64 = magic.toString('base64').slice(0, 5);
const MD5_LENGTH = 16;

/**
 * Splits an aggregated record into its user records
 * (https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md): a magic number, a protobuf
 * message and its MD5 digest.
 *
 * @param base64 the data of a record
 * @returns undefined if the data is anything else, which the producer may have written for itself
 */
export function userRecordsOf(base64: string): readonly UserRecord[] | undefined {
  if (!base64.startsWith(MAGIC_BASE64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const end = bytes.length - MD5_LENGTH;
  if (end < magic.length || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const message = bytes.subarray(magic.length, end);
  // Loaded here, since most functions never need it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  if (!createHash('md5').update(message).digest().equals(bytes.subarray(end))) return undefined;
  try {
    return readMessage(message);
  } catch (error) {
    if (error instanceof MalformedMessageError) return undefined;
    throw error;
  }
}

class MalformedMessageError extends Error {
  override get name(): string {
    return 'MalformedMessageError';
  }
}

/** `AggregatedRecord`: the tables 1 and 2 of partition keys and explicit hash keys, and 3, the records. */
function readMessage(message: Buffer): UserRecord[] {
  const partitionKeys: string[] = [];
  const explicitHashKeys: string[] = [];
  // The tables may follow the records.
  const records: Buffer[] = [];
  for (const { number, value } of fieldsOf(message)) {
    if (number === 1) partitionKeys.push(textOf(value));
    if (number === 2) explicitHashKeys.push(textOf(value));
    if (number === 3) records.push(bytesOf(value));
  }
  return records.map((record) => readRecord(record, partitionKeys, explicitHashKeys));
}

/** `Record`: the indices 1 and 2 of its keys in the tables, and 3, the data. Producers do not set its tags yet. */
function readRecord(
  message: Buffer,
  partitionKeys: readonly string[],
  explicitHashKeys: readonly string[],
): UserRecord {
  // If a field occurs more than once, the last one counts.
  const fields = new Map(Array.from(fieldsOf(message), ({ number, value }) => [number, value]));
  return {
    partitionKey: elementOf(partitionKeys, fields.get(1)),
    ...(fields.has(2) && { explicitHashKey: elementOf(explicitHashKeys, fields.get(2)) }),
    data: bytesOf(fields.get(3)),
  };
}

/** A field of a protobuf message. A number of 8 or 4 bytes, which this format does not use, has no value. */
interface Field {
  readonly number: number;
  readonly value: number | Buffer | undefined;
}

/** https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(message: Buffer): Generator<Field> {
  let position = 0;
  const take = (length: number): Buffer => {
    if (length > message.length - position) throw new MalformedMessageError('the message ends within a field');
    position += length;
    return message.subarray(position - length, position);
  };
  const takeVarint = (): number => {
    let value = 0;
    for (let index = 0; index < 10; index += 1) {
      const [byte = 0] = take(1);
      // Bitwise operators have only 32 bits. No index or length is so large that this becomes inexact.
      value += (byte & 0x7f) * 128 ** index;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessageError('a number has more than 10 bytes');
  };
  while (position < message.length) {
    const tag = takeVarint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new MalformedMessageError('a field has the number 0');
    yield { number, value: takeValue(tag % 8) };
  }

  function takeValue(wireType: number): Field['value'] {
    switch (wireType) {
      case 0:
        return takeVarint();
      case 1:
        take(8);
        return undefined;
      case 2:
        return take(takeVarint());
      case 5:
        take(4);
        return undefined;
      default:
        throw new MalformedMessageError(`the wire type ${wireType} is unknown`);
    }
  }
}

function bytesOf(value: Field['value']): Buffer {
  if (typeof value === 'object') return value;
  throw new MalformedMessageError('a field is missing or has another type');
}

function textOf(value: Field['value']): string {
  const text = decodeUtf8(bytesOf(value));
  if (text === undefined) throw new MalformedMessageError('a key is not UTF-8');
  return text;
}

function elementOf(table: readonly string[], index: Field['value']): string {
  const key = typeof index === 'number' ? table[index] : undefined;
  if (key === undefined) throw new MalformedMessageError('a key is not in its table');
  return key;
}
