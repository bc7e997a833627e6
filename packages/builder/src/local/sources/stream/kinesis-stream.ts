import { kinesisRecord } from '../../../events/samples/stream-records.ts';
import { EventStream, type EventStreamOptions, type StreamEventRecord } from './event-stream.ts';
import { hashKeyOf, parseHashKey } from './hash-ranges.ts';
import type { Shard, StreamRecord } from './shard.ts';
import { invalidArgument, invalidMember } from './stream-error.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** https://docs.aws.amazon.com/streams/latest/dev/large-records.html */
const DEFAULT_RECORD_KIB = 1024;
const LARGEST_RECORD_KIB = 10_240;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * MIB;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
const MAX_KEY_LENGTH = 256;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const readLimits = { records: 10_000, bytes: 10 * MIB };
const ITERATOR_LIFETIME_MS = 300_000;
/** Those of AWS begin like that, too. */
const SEQUENCE_PREFIX = '49';
const SEQUENCE_DIGITS = 56;

/** The content of a record. */
export interface KinesisContent {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A record to put. */
export interface KinesisInput extends KinesisContent {
  /** Chooses the shard instead of the partition key. */
  readonly explicitHashKey?: string | undefined;
}

/** A record that was put. */
export interface PutResult {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** A data stream of Kinesis. */
export class KinesisStream extends EventStream<KinesisContent> {
  override readonly kind = 'kinesis' as const;
  /** In on-demand mode, AWS decides how many shards there are. Here, their number stays. */
  readonly isOnDemand: boolean;
  #maxRecordKib = DEFAULT_RECORD_KIB;

  constructor(options: EventStreamOptions<KinesisContent> & { readonly isOnDemand: boolean }) {
    super(options, {
      sequencePrefix: SEQUENCE_PREFIX,
      sequenceDigits: SEQUENCE_DIGITS,
      iteratorLifetimeMs: ITERATOR_LIFETIME_MS,
      readLimits,
      shardId: (index) => `shardId-${String(index).padStart(12, '0')}`,
    });
    this.isOnDemand = options.isOnDemand;
  }

  get maxRecordKib(): number {
    return this.#maxRecordKib;
  }

  /** @throws {StreamError} it is not from 1 to 10 MiB */
  setMaxRecordKib(kib: number): void {
    if (!Number.isInteger(kib) || kib < DEFAULT_RECORD_KIB) {
      throw invalidMember('maxRecordSizeInKiB', `have value greater than or equal to ${DEFAULT_RECORD_KIB}`);
    }
    if (kib > LARGEST_RECORD_KIB) {
      throw invalidMember('maxRecordSizeInKiB', `have value less than or equal to ${LARGEST_RECORD_KIB}`);
    }
    this.#maxRecordKib = kib;
  }

  /** @throws {StreamError} the record is invalid */
  put(input: KinesisInput, now: number): PutResult {
    const { hashKey, bytes } = this.#check(input, '');
    const { partitionKey, data } = input;
    return this.append(hashKey, { partitionKey, data }, bytes, now);
  }

  /**
   * Checks records that are put together.
   *
   * @throws {StreamError} there are too many, they are too large together, or one of them is invalid
   */
  checkAll(inputs: readonly KinesisInput[]): void {
    if (inputs.length === 0) throw invalidMember('records', 'have length greater than or equal to 1');
    if (inputs.length > MAX_RECORDS) throw invalidMember('records', `have length less than or equal to ${MAX_RECORDS}`);
    const sizes = inputs.map((input, index) => this.#check(input, `records.${index + 1}.member.`).bytes);
    if (sizes.reduce((sum, size) => sum + size, 0) <= MAX_REQUEST_BYTES) return;
    throw invalidArgument(`Records size exceeds ${MAX_REQUEST_BYTES / MIB} MB limit`);
  }

  override eventRecord(
    shard: Shard<KinesisContent>,
    { sequenceNumber, arrivedAt, content }: StreamRecord<KinesisContent>,
  ) {
    const account = this.arn.split(':')[4] ?? '';
    const record = kinesisRecord({
      shardId: shard.id,
      sequenceNumber,
      ...content,
      arrivedAt,
      streamArn: this.arn,
      account,
    });
    return { record, filtered: () => filteredRecord(record, content.data) } satisfies StreamEventRecord;
  }

  #check({ partitionKey, data, explicitHashKey }: KinesisInput, prefix: string) {
    const { length } = [...partitionKey];
    if (length === 0) throw invalidMember(`${prefix}partitionKey`, 'have length greater than or equal to 1');
    if (length > MAX_KEY_LENGTH) {
      throw invalidMember(`${prefix}partitionKey`, `have length less than or equal to ${MAX_KEY_LENGTH}`);
    }
    const bytes = data.length + Buffer.byteLength(partitionKey);
    const maximum = this.#maxRecordKib * KIB;
    if (bytes > maximum) throw invalidMember(`${prefix}data`, `have length less than or equal to ${maximum}`);
    const hashKey = explicitHashKey === undefined ? hashKeyOf(partitionKey) : parseHashKey(explicitHashKey);
    if (hashKey !== undefined) return { hashKey, bytes };
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
    );
  }
}

/**
 * What the patterns of a filter see: the record, and its fields and its decoded data on top, too. Data that is not JSON
 * does not exist for them, so a pattern of it drops the record:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
 */
export function filteredRecord(record: ReturnType<typeof kinesisRecord>, bytes: Uint8Array): object {
  const { data: _, ...fields } = record.kinesis;
  const parsed = parse(Buffer.from(bytes).toString());
  const data = parsed === undefined ? {} : { data: parsed };
  return { ...record, ...fields, ...data, kinesis: { ...fields, ...data } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
