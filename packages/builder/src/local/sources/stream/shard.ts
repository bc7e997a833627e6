import type { HashRange } from './hash-ranges.ts';

/** A record in a shard. */
export interface StreamRecord<Content> {
  readonly sequenceNumber: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** The size that counts for limits. */
  readonly bytes: number;
  readonly content: Content;
}

/** How much to read. */
export interface ReadLimits {
  readonly records: number;
  readonly bytes: number;
}

/** What was read from a shard. */
export interface ReadRecords<Content> {
  readonly records: readonly StreamRecord<Content>[];
  /** When the first record that was not read arrived. Undefined if there is none. */
  readonly nextArrivedAt: number | undefined;
}

/** Keeps records, so that they are still there after a restart. */
export interface RecordKeeper<Content> {
  added(shardId: string, record: StreamRecord<Content>): void;
  removed(record: StreamRecord<Content>): void;
}

/** A position in a shard: after the record with this sequence number. The empty text is before all records. */
export type ShardPosition = string;

export const HORIZON: ShardPosition = '';

/** How long records are kept: 24 hours, for Kinesis by default, and for DynamoDB always. */
export const RETENTION_MS = 86_400_000;

/** How many expired records there are before their memory is freed. */
const COMPACT_LENGTH = 1024;

/** A sequence of records, in the order in which they arrived. It has no clock: its methods get the time. */
export class Shard<Content> {
  readonly id: string;
  readonly range: HashRange;
  /** Less than those of all records. */
  readonly startingSequenceNumber: string;
  readonly #keeper: RecordKeeper<Content> | undefined;
  #records: StreamRecord<Content>[] = [];
  /** How many records at the start have expired. */
  #expired = 0;

  /** @param keeper undefined: nothing is kept */
  constructor(id: string, range: HashRange, startingSequenceNumber: string, keeper?: RecordKeeper<Content>) {
    this.#keeper = keeper;
    this.id = id;
    this.range = range;
    this.startingSequenceNumber = startingSequenceNumber;
  }

  /** After the last record. */
  get latest(): ShardPosition {
    return this.#records.at(-1)?.sequenceNumber ?? this.startingSequenceNumber;
  }

  append(record: StreamRecord<Content>): void {
    this.#records.push(record);
    this.#keeper?.added(this.id, record);
  }

  /** Appends a record of an earlier run. */
  restore(record: StreamRecord<Content>): void {
    this.#records.push(record);
  }

  /** The stream is deleted. */
  clear(): void {
    for (const record of this.#records.slice(this.#expired)) this.#keeper?.removed(record);
  }

  /** Reads what comes after a position: as much as the limits allow, but one record at least, if there is one. */
  read(position: ShardPosition, limits: ReadLimits, now: number): ReadRecords<Content> {
    this.#expire(now);
    const start = this.#indexAfter(position);
    let end = start;
    for (let bytes = 0; end < this.#records.length && end - start < limits.records; end++) {
      bytes += this.#records[end]?.bytes ?? 0;
      if (end > start && bytes > limits.bytes) break;
    }
    return { records: this.#records.slice(start, end), nextArrivedAt: this.#records[end]?.arrivedAt };
  }

  /** The position before the first record that arrived at this time or later. */
  positionAt(time: number): ShardPosition {
    const index = this.#firstIndex(({ arrivedAt }) => arrivedAt >= time);
    return this.#records[index - 1]?.sequenceNumber ?? HORIZON;
  }

  /** The position before a sequence number, so that a record that has it is read. */
  positionBefore(sequenceNumber: string): ShardPosition {
    const index = this.#firstIndex((record) => record.sequenceNumber >= sequenceNumber);
    return this.#records[index - 1]?.sequenceNumber ?? HORIZON;
  }

  /** All records that are kept. */
  all(now: number): readonly StreamRecord<Content>[] {
    this.#expire(now);
    return this.#records.slice(this.#expired);
  }

  /** How many records are kept. */
  count(now: number): number {
    this.#expire(now);
    return this.#records.length - this.#expired;
  }

  #expire(now: number): void {
    for (let first = this.#records[this.#expired]; first !== undefined; first = this.#records[this.#expired]) {
      if (first.arrivedAt > now - RETENTION_MS) break;
      this.#keeper?.removed(first);
      this.#expired += 1;
    }
    if (this.#expired < COMPACT_LENGTH || this.#expired * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#expired);
    this.#expired = 0;
  }

  #indexAfter(position: ShardPosition): number {
    return Math.max(
      this.#expired,
      this.#firstIndex(({ sequenceNumber }) => sequenceNumber > position),
    );
  }

  /** The index of the first record of which this is true. It is true of all after that one, too. */
  #firstIndex(isTrue: (record: StreamRecord<Content>) => boolean): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = this.#records[middle];
      if (record === undefined || isTrue(record)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
