import { mappingDialect } from '../../events/patterns/dialects.ts';
import { matchEvent } from '../../events/patterns/match-event.ts';
import { parsePattern } from '../../events/patterns/parse-pattern.ts';
import type { JsonValue } from '../../events/patterns/pattern.ts';
import type { ShardReader } from '../sources/stream/event-stream.ts';
import { HORIZON, RETENTION_MS } from '../sources/stream/shard.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { ShardProgress } from './shard-progress.ts';
import type { SettledShardBatch, ShardBatch, ShardCheckpoint, ShardDiscard } from './shard-types.ts';

/** How a function reads a stream. */
export interface ShardMappingSettings {
  /** 1 to 10,000. */
  readonly batchSize: number;
  /** How long to collect records, in seconds: 0 to 300. */
  readonly batchWindow: number;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** Whether a batch that failed is split in two. */
  readonly bisect: boolean;
  /** How often a batch that failed is retried: 0 to 10,000. Default: until its records expire. */
  readonly retries?: number | undefined;
  /** How old a record may become before it is given up, in seconds. Default: until it expires. */
  readonly maxAge?: number | undefined;
  /** Whether the function reports the records that have failed. */
  readonly acceptsReports: boolean;
  /** Patterns in JSON, of which a record must match one. The others count as processed. Default: all match. */
  readonly filter?: readonly string[] | undefined;
}

/**
 * Lambda's event source mapping of a stream: which records go into which invocation, and what becomes of them. Each shard
 * has one batch at a time. A batch that fails blocks its shard until it succeeds, or is given up. It has no clock: its
 * methods get the time.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export class ShardMapping {
  readonly settings: ShardMappingSettings;
  readonly #shards: ReadonlyMap<string, ShardProgress>;
  /** In the order in which they are asked: a shard whose batch was taken comes last. */
  readonly #order: ShardProgress[];

  /** @param checkpoints those of an earlier run, by shard; a shard without one begins at the starting position */
  constructor(
    shards: readonly ShardReader[],
    settings: ShardMappingSettings,
    now: number,
    checkpoints: ReadonlyMap<string, ShardCheckpoint> = new Map(),
  ) {
    this.settings = settings;
    const { batchSize, batchWindow, bisect, retries = Number.POSITIVE_INFINITY, startingPosition } = settings;
    const maxAgeMs = settings.maxAge === undefined ? RETENTION_MS : Math.min(settings.maxAge * 1000, RETENTION_MS);
    const options = { batchSize, batchWindowMs: batchWindow * 1000, bisect, retries, maxAgeMs };
    const matches = matcherOf(settings.filter);
    const entries = shards.map((shard) => {
      const start = { position: startingPosition === 'LATEST' ? shard.latest : HORIZON, parts: [] };
      const progress = new ShardProgress({ ...options, shard, matches }, checkpoints.get(shard.id) ?? start, now);
      return [shard.id, progress] as const;
    });
    this.#shards = new Map(entries);
    this.#order = entries.map(([, progress]) => progress);
  }

  /** Where the mapping is in a shard. */
  checkpointOf(shardId: string): ShardCheckpoint {
    return this.#progress(shardId).checkpoint;
  }

  /** Where the mapping is in each shard. */
  get checkpoints(): ReadonlyMap<string, ShardCheckpoint> {
    return new Map(Array.from(this.#shards, ([id, progress]) => [id, progress.checkpoint]));
  }

  /** When a retry or the end of a window is due. Undefined if the batches wait for the function, or there are none. */
  get nextDue(): number | undefined {
    const dues = this.#order.flatMap(({ nextDue }) => nextDue ?? []);
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  /** Gives up the records that are too old. */
  discardOld(now: number): ShardDiscard[] {
    return this.#order.flatMap((progress) => progress.discardOld(now));
  }

  /**
   * Takes the next batch, if there is one.
   *
   * @param isFree whether the function can process it; if not, the windows still pass
   */
  take(now: number, isFree: boolean): ShardBatch | undefined {
    for (const [index, progress] of this.#order.entries()) {
      const batch = progress.take(now, isFree);
      if (batch === undefined) continue;
      this.#order.push(...this.#order.splice(index, 1));
      return batch;
    }
    return undefined;
  }

  /** Moves on in the shard of a batch, or delivers the records again that have failed. */
  settle({ shardId }: ShardBatch, outcome: BatchOutcome, now: number): SettledShardBatch {
    return this.#progress(shardId).settle(outcome, now);
  }

  /** Delivers a batch again, although it succeeded. */
  replay({ shardId }: ShardBatch, now: number): void {
    this.#progress(shardId).replay(now);
  }

  #progress(shardId: string): ShardProgress {
    const progress = this.#shards.get(shardId);
    if (progress === undefined) throw new Error(`the mapping has no shard ${shardId}`);
    return progress;
  }
}

function matcherOf(filter: readonly string[] = []): (filtered: () => object) => boolean {
  if (filter.length === 0) return () => true;
  const patterns = filter.map((json) => parsePattern(JSON.parse(json) as JsonValue, mappingDialect).pattern);
  return (filtered) => {
    // It consists of parsed JSON.
    const event = filtered() as JsonValue;
    return patterns.some((pattern) => matchEvent(pattern, event));
  };
}
