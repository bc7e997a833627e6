import type { ShardPosition } from '../sources/stream/shard.ts';

/** A record of a batch. */
export interface BatchRecord {
  readonly sequenceNumber: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** The record in the event of the function. */
  readonly json: string;
}

/** Records of a shard for one invocation. */
export interface ShardBatch {
  readonly shardId: string;
  readonly records: readonly BatchRecord[];
  /** The event, as JSON. */
  readonly event: string;
  /** 1 for the first delivery of its records. */
  readonly attempt: number;
}

/** Why records are given up, in the words of AWS's record of it. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Records that are given up. */
export interface ShardDiscard {
  readonly shardId: string;
  readonly records: readonly BatchRecord[];
  readonly condition: DiscardCondition;
  /** How often the function got them. */
  readonly deliveries: number;
}

/** What has become of the records of a batch. */
export interface SettledShardBatch {
  /** How many are delivered again. */
  readonly returned: number;
  /** When the next delivery is due. */
  readonly retryAt: number | undefined;
  readonly isSplit: boolean;
  readonly discarded: ShardDiscard | undefined;
}

/** Where a mapping is in a shard, so that another process can continue. */
export interface ShardCheckpoint {
  /** What comes before it is done. */
  readonly position: ShardPosition;
  /** The batches after it that have failed, in their order. */
  readonly parts: readonly StoredPart[];
}

/** A batch that has failed, or a half of one. */
export interface StoredPart {
  /** The sequence number of its first record. */
  readonly from: string;
  /** Up to which record it has been read, including those that do not match the filter. */
  readonly through: string;
  readonly failures: number;
  readonly deliveries: number;
  readonly dueAt: number;
}
