import { hashRanges } from './hash-ranges.ts';
import { SequenceNumbers } from './sequence-numbers.ts';
import {
  HORIZON,
  RETENTION_MS,
  type ReadLimits,
  type RecordKeeper,
  Shard,
  type ShardPosition,
  type StreamRecord,
} from './shard.ts';
import { formatIterator, type IteratorType, parseIterator } from './shard-iterators.ts';
import { invalidArgument, StreamError } from './stream-error.ts';

/** What a stream depends on. */
export interface EventStreamOptions<Content> {
  readonly name: string;
  readonly arn: string;
  readonly shards: number;
  readonly createdAt: number;
  /** Undefined if nothing is kept. */
  readonly keeper?: RecordKeeper<Content> | undefined;
}

/** How the streams of a service differ from those of another. */
export interface StreamFormat {
  readonly sequencePrefix: string;
  readonly sequenceDigits: number;
  readonly iteratorLifetimeMs: number;
  /** The largest result of `GetRecords`. */
  readonly readLimits: ReadLimits;
  readonly shardId: (index: number) => string;
}

/** A record as a mapping reads it. */
export interface ReadableRecord extends StreamEventRecord {
  readonly sequenceNumber: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
}

/** A shard as a mapping reads it. */
export interface ShardReader {
  readonly id: string;
  /** After the last record. */
  readonly latest: ShardPosition;
  /** Reads what comes after a position. */
  read(position: ShardPosition, limits: ReadLimits, now: number): readonly ReadableRecord[];
}

/** Where to begin to read. */
export interface IteratorInput {
  readonly shardId: string;
  readonly type: IteratorType;
  readonly sequenceNumber?: string | undefined;
  readonly timestamp?: Date | undefined;
}

/** The result of reading with an iterator. */
export interface IteratorRecords<Content> {
  readonly shard: Shard<Content>;
  readonly records: readonly StreamRecord<Content>[];
  readonly nextIterator: string;
  readonly millisBehindLatest: number;
}

/** A stream of Kinesis or DynamoDB. It has no clock: its methods get the time. */
export abstract class EventStream<Content> {
  abstract readonly kind: 'kinesis' | 'dynamodb';
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly shards: readonly Shard<Content>[];
  readonly #format: StreamFormat;
  readonly #sequenceNumbers: SequenceNumbers;

  constructor({ name, arn, shards, createdAt, keeper }: EventStreamOptions<Content>, format: StreamFormat) {
    this.name = name;
    this.arn = arn;
    this.createdAt = createdAt;
    this.#format = format;
    this.#sequenceNumbers = new SequenceNumbers(format.sequencePrefix, format.sequenceDigits, createdAt);
    const start = this.#sequenceNumbers.before(createdAt);
    this.shards = hashRanges(shards).map((range, index) => new Shard(format.shardId(index), range, start, keeper));
  }

  /** The record as it is in the event of a function. */
  abstract eventRecord(shard: Shard<Content>, record: StreamRecord<Content>): StreamEventRecord;

  /** @throws {StreamError} there is no such shard */
  shard(id: string): Shard<Content> {
    const found = this.shards.find((shard) => shard.id === id);
    if (found !== undefined) return found;
    throw new StreamError(
      'ResourceNotFoundException',
      `Shard ${id} in stream ${this.name} under account ${this.arn.split(':')[4]} does not exist`,
    );
  }

  /** Puts a record of an earlier run into its shard. */
  restore(shardId: string, record: StreamRecord<Content>): void {
    this.shard(shardId).restore(record);
    this.#sequenceNumbers.startAfter(record.sequenceNumber);
  }

  /** @throws {StreamError} there is no such shard, or the position is invalid */
  iterator(input: IteratorInput, now: number): string {
    const shard = this.shard(input.shardId);
    return this.#formatIterator(shard, this.#positionOf(shard, input), now);
  }

  /** @throws {StreamError} the iterator is invalid or has expired, or the limit is invalid */
  readIterator(text: string, limit: number | undefined, now: number): IteratorRecords<Content> {
    const { iteratorLifetimeMs, readLimits } = this.#format;
    const { stream, createdAt, shardId, position } = parseIterator(text, iteratorLifetimeMs, now);
    if (stream !== this.arn || createdAt !== this.createdAt) throw invalidArgument('Invalid ShardIterator.');
    const shard = this.shard(shardId);
    const limits = { ...readLimits, records: Math.min(limit ?? readLimits.records, readLimits.records) };
    const { records, nextArrivedAt } = shard.read(position, limits, now);
    const next = records.at(-1)?.sequenceNumber ?? position;
    return {
      shard,
      records,
      nextIterator: this.#formatIterator(shard, next, now),
      millisBehindLatest: nextArrivedAt === undefined ? 0 : now - nextArrivedAt,
    };
  }

  /** The shards as a mapping reads them. */
  get readers(): readonly ShardReader[] {
    return this.shards.map((shard) => ({
      id: shard.id,
      get latest() {
        return shard.latest;
      },
      read: (position, limits, now) =>
        shard.read(position, limits, now).records.map((stored) => {
          const { sequenceNumber, arrivedAt } = stored;
          return { sequenceNumber, arrivedAt, ...this.eventRecord(shard, stored) };
        }),
    }));
  }

  countRecords(now: number): number {
    return this.shards.reduce((sum, shard) => sum + shard.count(now), 0);
  }

  /** How long records are kept, in hours. */
  get retentionHours(): number {
    return RETENTION_MS / 3_600_000;
  }

  protected append(hashKey: bigint, content: Content, bytes: number, now: number) {
    const shard = this.shards.find(({ range }) => hashKey <= range.end);
    if (shard === undefined) throw new Error(`no shard has the hash key ${hashKey}`);
    const sequenceNumber = this.#sequenceNumbers.next(now);
    shard.append({ sequenceNumber, arrivedAt: now, bytes, content });
    return { shardId: shard.id, sequenceNumber };
  }

  #positionOf(shard: Shard<Content>, { type, sequenceNumber, timestamp }: IteratorInput): string {
    switch (type) {
      case 'LATEST':
        return shard.latest;
      case 'TRIM_HORIZON':
        return HORIZON;
      case 'AT_TIMESTAMP':
        if (timestamp === undefined)
          throw invalidArgument('Must specify timestamp parameter for iterator of type AT_TIMESTAMP.');
        return shard.positionAt(timestamp.getTime());
      default: {
        const number = this.#checked(sequenceNumber, type, shard);
        return type === 'AFTER_SEQUENCE_NUMBER' ? number : shard.positionBefore(number);
      }
    }
  }

  #checked(number: string | undefined, type: IteratorType, shard: Shard<Content>): string {
    if (number === undefined)
      throw invalidArgument(`Must specify startingSequenceNumber parameter for iterator of type ${type}.`);
    if (/^\d+$/.test(number) && number.length === this.#format.sequenceDigits) return number;
    throw invalidArgument(
      `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard.id} in stream ${this.name} under account ${this.arn.split(':')[4]} is invalid.`,
    );
  }

  #formatIterator(shard: Shard<Content>, position: string, now: number): string {
    const { arn: stream, createdAt } = this;
    return formatIterator({ stream, createdAt, shardId: shard.id, position, issuedAt: now });
  }
}

/** A record in the event of a function, and what the patterns of a filter are compared with. */
export interface StreamEventRecord {
  readonly record: object;
  readonly filtered: () => object;
}
