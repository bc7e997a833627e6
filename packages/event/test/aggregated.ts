import { createHash } from 'node:crypto';

/** A user record as a producer aggregates it. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
  readonly tags?: readonly { readonly key: string; readonly value?: string | undefined }[] | undefined;
}

/** The bytes of an unsigned number: seven bits each, the lowest first. */
export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A field of a protobuf message: a number, or anything that has a length. */
export function field(number: number, value: number | string | Uint8Array): Buffer {
  if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

/** The protobuf message of the Kinesis Producer Library. Equal keys share an entry of their table. */
export function messageOf(records: readonly UserRecord[]): Buffer {
  const partitionKeys = [...new Set(records.map(({ partitionKey }) => partitionKey))];
  const hashKeys = [...new Set(records.flatMap(({ explicitHashKey }) => explicitHashKey ?? []))];
  return Buffer.concat([
    ...partitionKeys.map((key) => field(1, key)),
    ...hashKeys.map((key) => field(2, key)),
    ...records.map(({ partitionKey, explicitHashKey, data, tags = [] }) =>
      field(
        3,
        Buffer.concat([
          field(1, partitionKeys.indexOf(partitionKey)),
          ...(explicitHashKey === undefined ? [] : [field(2, hashKeys.indexOf(explicitHashKey))]),
          field(3, data),
          ...tags.map(({ key, value }) =>
            field(4, Buffer.concat([field(1, key), ...(value === undefined ? [] : [field(2, value)])])),
          ),
        ]),
      ),
    ),
  ]);
}

/** The data of an aggregated record: the magic number, the message and its digest. */
export function sealed(message: Uint8Array): Buffer {
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]);
}
