import type { ReadableRecord, ShardReader } from '../../sources/stream/event-stream.ts';
import { HORIZON, type ReadLimits, type ShardPosition } from '../../sources/stream/shard.ts';

/** How many bytes of records are read in advance. */
const MAX_BYTES = 6 * 1024 * 1024;

/**
 * Records that were read from a shard elsewhere, and that the mapping has not taken yet. To the mapping, it is the shard.
 */
export class ReadRecords implements ShardReader {
  readonly id: string;
  /** The mapping begins with the first record: where that is was decided by the iterator. */
  readonly latest: ShardPosition = HORIZON;
  readonly #maxRecords: number;
  #records: ReadableRecord[] = [];
  #bytes = 0;

  /** @param batchSize as many are read in advance */
  constructor(id: string, batchSize: number) {
    this.id = id;
    this.#maxRecords = batchSize;
  }

  /** How many more records may be read. */
  get room(): number {
    return this.#bytes >= MAX_BYTES ? 0 : Math.max(0, this.#maxRecords - this.#records.length);
  }

  add(records: readonly ReadableRecord[]): void {
    this.#records.push(...records);
    this.#bytes += sizeOf(records);
  }

  /** What comes before the position is no longer needed. */
  read(position: ShardPosition, limits: ReadLimits): readonly ReadableRecord[] {
    const index = this.#records.findIndex(({ sequenceNumber }) => sequenceNumber === position);
    const taken = this.#records.splice(0, index + 1);
    this.#bytes -= sizeOf(taken);
    return this.#records.slice(0, limits.records);
  }
}

function sizeOf(records: readonly ReadableRecord[]): number {
  return records.reduce((sum, { record }) => sum + JSON.stringify(record).length, 0);
}
