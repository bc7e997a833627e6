import { createHash } from 'node:crypto';

/** Hash keys are numbers of 128 bits. */
const HASH_KEYS = 2n ** 128n;

/** The hash keys of a shard, first and last. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Divides the hash keys evenly. */
export function hashRanges(count: number): HashRange[] {
  const boundary = (index: number) => (HASH_KEYS * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({ start: boundary(index), end: boundary(index + 1) - 1n }));
}

/** The hash key of a partition key: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

/** Parses an explicit hash key. Undefined if it is none. */
export function parseHashKey(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const key = BigInt(text);
  return key < HASH_KEYS ? key : undefined;
}
