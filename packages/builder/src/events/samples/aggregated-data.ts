import { createHash } from 'node:crypto';

/**
 * The data of a record in which the Kinesis Producer Library has aggregated user records
 * (https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md): a magic number, a protobuf
 * message and its digest. User record n has the nth partition key.
 */
export function aggregatedData(records: readonly { readonly partitionKey: string; readonly data: string }[]): Buffer {
  const partitionKeys = records.map(({ partitionKey }) => bytesField(1, Buffer.from(partitionKey)));
  const userRecords = records.map(({ data }, index) =>
    bytesField(3, Buffer.concat([numberField(1, index), bytesField(3, Buffer.from(data))])),
  );
  const message = Buffer.concat([...partitionKeys, ...userRecords]);
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, digest]);
}

/** A field of a protobuf message (https://protobuf.dev/programming-guides/encoding/). */
function numberField(number: number, value: number): Buffer {
  return Buffer.from([...varint(number << 3), ...varint(value)]);
}

function bytesField(number: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(value.length)]), value]);
}

/** Seven bits in each byte, the lowest ones first. All bytes but the last have the highest bit set. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
