import type { ShardReader } from '../sources/stream/event-stream.ts';
import type { ShardPosition } from '../sources/stream/shard.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { bytesInEvent, EMPTY_EVENT_BYTES, MAX_EVENT_BYTES, recordsEvent } from './records-event.ts';
import type {
  BatchRecord,
  DiscardCondition,
  SettledShardBatch,
  ShardBatch,
  ShardCheckpoint,
  ShardDiscard,
} from './shard-types.ts';

/** AWS does not document how it backs off. We wait for a second, and then for twice as long each time, up to 5 minutes. */
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 300_000;

/** What the progress in a shard depends on. */
export interface ProgressOptions {
  readonly shard: ShardReader;
  readonly batchSize: number;
  readonly batchWindowMs: number;
  readonly bisect: boolean;
  readonly retries: number;
  readonly maxAgeMs: number;
  /** Whether the filter lets a record through. */
  readonly matches: (filtered: () => object) => boolean;
}

/** Records that are delivered together, until they succeed or are given up. */
interface Part {
  readonly records: readonly BatchRecord[];
  /** Up to which record it has been read. */
  readonly through: ShardPosition;
  /** How many failures count as retries. */
  readonly failures: number;
  readonly deliveries: number;
  readonly dueAt: number;
}

/** How far a mapping is in one shard. It has no clock: its methods get the time. */
export class ShardProgress {
  readonly #options: ProgressOptions;
  /** What comes before it is done. */
  #position: ShardPosition;
  /** Batches that are not done, in their order. Only the first one is delivered. */
  #parts: Part[] = [];
  #isRunning = false;
  /** Records for the next batch. */
  #collected: BatchRecord[] = [];
  #bytes = 0;
  #isFull = false;
  /** Up to which record the shard has been read. */
  #readTo: ShardPosition;
  #windowEnd: number | undefined;
  /** Whether the next batch waits for the function, and not for the time. */
  #isReady = false;

  constructor(options: ProgressOptions, { position, parts }: ShardCheckpoint, now: number) {
    this.#options = options;
    this.#position = position;
    this.#readTo = position;
    for (const { from, through, ...rest } of parts) {
      const records = this.#readBetween(this.#readTo, through, now).filter((each) => each.sequenceNumber >= from);
      this.#readTo = through;
      if (records.length > 0) this.#parts.push({ records, through, ...rest });
    }
  }

  get checkpoint(): ShardCheckpoint {
    const parts = this.#parts.map(({ records, ...rest }) => ({ from: records[0]?.sequenceNumber ?? '', ...rest }));
    return { position: this.#position, parts };
  }

  /** When a retry or the end of a window is due. Undefined if the next batch waits for the function. */
  get nextDue(): number | undefined {
    if (this.#isRunning || this.#isReady) return undefined;
    return this.#parts[0]?.dueAt ?? this.#windowEnd;
  }

  /** Gives up the records that are too old. */
  discardOld(now: number): ShardDiscard[] {
    if (this.#isRunning) return [];
    const discards: ShardDiscard[] = [];
    for (let discard = this.#discardFirst(now); discard !== undefined; discard = this.#discardFirst(now)) {
      discards.push(discard);
    }
    return discards;
  }

  /**
   * Takes the next batch, if there is one.
   *
   * @param isFree whether the function can process it; if not, the window still passes
   */
  take(now: number, isFree: boolean): ShardBatch | undefined {
    if (this.#isRunning) return undefined;
    if (this.#parts.length === 0) this.#collect(now);
    this.#isReady = this.#isDue(now);
    if (!this.#isReady || !isFree) return undefined;
    const [part = this.#closeBatch(now)] = this.#parts;
    const delivered = { ...part, deliveries: part.deliveries + 1 };
    this.#parts[0] = delivered;
    this.#isRunning = true;
    this.#isReady = false;
    const event = recordsEvent(part.records.map(({ json }) => json));
    return { shardId: this.#options.shard.id, records: part.records, event, attempt: delivered.deliveries };
  }

  /** Moves on, or delivers the records again that have failed. */
  settle(outcome: BatchOutcome, now: number): SettledShardBatch {
    this.#isRunning = false;
    const [part] = this.#parts;
    if (part === undefined) throw new Error('no batch was taken');
    if (outcome.kind === 'succeeded') return this.#finish(part);
    if (outcome.kind === 'failed') return this.#retry(part, part.records, now, this.#options.bisect);
    // A report counts up to its first record, whatever comes after it:
    // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    const failed = part.records.findIndex(({ sequenceNumber }) => outcome.failedIds.has(sequenceNumber));
    const done = part.records[failed - 1];
    if (done !== undefined) this.#position = done.sequenceNumber;
    return this.#retry(part, part.records.slice(Math.max(0, failed)), now, false);
  }

  /** Delivers the batch that has been taken again, although it succeeded. */
  replay(now: number): void {
    this.#isRunning = false;
    const [part] = this.#parts;
    if (part !== undefined) this.#parts[0] = { ...part, dueAt: now };
  }

  #finish({ through }: Part): SettledShardBatch {
    this.#parts.shift();
    this.#position = through;
    return { returned: 0, retryAt: undefined, isSplit: false, discarded: undefined };
  }

  #retry(part: Part, records: readonly BatchRecord[], now: number, bisect: boolean): SettledShardBatch {
    const returned = records.length;
    if (bisect && returned > 1) {
      // The halves do not count as retries:
      // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
      const middle = Math.ceil(returned / 2);
      const first = records.slice(0, middle);
      const through = first.at(-1)?.sequenceNumber ?? part.through;
      this.#parts.splice(
        0,
        1,
        { ...part, records: first, through, dueAt: now },
        { ...part, records: records.slice(middle), dueAt: now },
      );
      return { returned, retryAt: now, isSplit: true, discarded: undefined };
    }
    const failures = part.failures + 1;
    if (failures > this.#options.retries) {
      const discarded = this.#discard(records, 'RetryAttemptsExhausted', part.deliveries);
      return { ...this.#finish(part), discarded };
    }
    const backOff = Math.min(FIRST_BACK_OFF_MS * 2 ** part.failures, LONGEST_BACK_OFF_MS);
    const [first] = records;
    // Records that are too old by then are given up at that time.
    const expiry = (first?.arrivedAt ?? now) + this.#options.maxAgeMs;
    const retryAt = Math.max(now, Math.min(now + backOff, expiry));
    this.#parts[0] = { ...part, records, failures, dueAt: retryAt };
    return { returned, retryAt, isSplit: false, discarded: undefined };
  }

  #discardFirst(now: number): ShardDiscard | undefined {
    const isOld = ({ arrivedAt }: BatchRecord) => now - arrivedAt >= this.#options.maxAgeMs;
    const [part] = this.#parts;
    if (part === undefined) {
      this.#collect(now);
      const [first] = this.#collected;
      if (first === undefined || !isOld(first)) return undefined;
      this.#parts.push(this.#closeBatch(now));
      return this.#discardFirst(now);
    }
    // Records are in the order of their arrival.
    const [first] = part.records;
    if (first === undefined || !isOld(first)) return undefined;
    const old = part.records.filter(isOld);
    const last = old.at(-1) ?? first;
    if (old.length === part.records.length) this.#finish(part);
    else {
      this.#position = last.sequenceNumber;
      this.#parts[0] = { ...part, records: part.records.slice(old.length) };
    }
    return this.#discard(old, 'RecordAgeExceeded', part.deliveries);
  }

  #discard(records: readonly BatchRecord[], condition: DiscardCondition, deliveries: number): ShardDiscard {
    return { shardId: this.#options.shard.id, records, condition, deliveries };
  }

  #isDue(now: number): boolean {
    const [part] = this.#parts;
    if (part !== undefined) return part.dueAt <= now;
    if (this.#collected.length === 0) return false;
    return this.#isFull || now >= (this.#windowEnd ?? now);
  }

  /** Reads on, as far as the records fit into an event. */
  #collect(now: number): void {
    const { shard, batchSize, batchWindowMs, matches } = this.#options;
    while (!this.#isFull) {
      const limits = { records: batchSize - this.#collected.length, bytes: MAX_EVENT_BYTES };
      const read = shard.read(this.#readTo, limits, now);
      if (read.length === 0) break;
      for (const { sequenceNumber, arrivedAt, record, filtered } of read) {
        if (matches(filtered)) {
          const json = JSON.stringify(record);
          const bytes = bytesInEvent(json);
          const total = EMPTY_EVENT_BYTES + this.#bytes + bytes;
          if (this.#collected.length > 0 && total > MAX_EVENT_BYTES) {
            this.#isFull = true;
            break;
          }
          this.#collected.push({ sequenceNumber, arrivedAt, json });
          this.#bytes += bytes;
        }
        this.#readTo = sequenceNumber;
      }
      if (this.#collected.length >= batchSize) this.#isFull = true;
    }
    // What the filter drops is done.
    if (this.#collected.length === 0) this.#position = this.#readTo;
    else this.#windowEnd ??= now + batchWindowMs;
  }

  #closeBatch(now: number): Part {
    const part = { records: this.#collected, through: this.#readTo, failures: 0, deliveries: 0, dueAt: now };
    this.#collected = [];
    this.#bytes = 0;
    this.#isFull = false;
    this.#windowEnd = undefined;
    return part;
  }

  #readBetween(position: ShardPosition, through: ShardPosition, now: number): BatchRecord[] {
    const { shard, matches } = this.#options;
    const records = shard.read(position, { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }, now);
    return records
      .filter(({ sequenceNumber, filtered }) => sequenceNumber <= through && matches(filtered))
      .map(({ sequenceNumber, arrivedAt, record }) => ({ sequenceNumber, arrivedAt, json: JSON.stringify(record) }));
  }
}
