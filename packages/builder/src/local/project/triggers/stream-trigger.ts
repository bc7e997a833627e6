import type { Clock } from '../../clock/clock.ts';
import { collect } from '../../front/invoke-api.ts';
import { describeFailure } from '../../function/invocation/function-failure.ts';
import type { Invocation } from '../../function/invocation/invocation.ts';
import { type BatchOutcome, outcomeOf } from '../../mapping/batch-outcome.ts';
import type { ShardMapping } from '../../mapping/shard-mapping.ts';
import type { ShardBatch, ShardDiscard } from '../../mapping/shard-types.ts';
import { type LastDelivery, streamFailureRecord } from '../../mapping/stream-failure-record.ts';
import { findRecordProblem } from '../../mapping/stream-lints.ts';
import type { InvocationBatch } from '../../record/invocation-record.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { AnyStream } from '../../sources/stream/streams.ts';
import type { Activity } from '../activity.ts';
import type { StreamConsumer } from '../resources/local-streams.ts';

/** What a trigger that reads a stream depends on. */
export interface StreamTriggerOptions {
  readonly stream: Pick<AnyStream, 'kind' | 'name' | 'arn'>;
  readonly mapping: ShardMapping;
  readonly clock: Pick<Clock, 'now'>;
  readonly activity: Pick<Activity, 'track'>;
  readonly emit: LocalEventListener;
  /** Whether the function can begin another invocation now. */
  readonly isFree: () => boolean;
  readonly functionArn: () => string;
  readonly invoke: (event: Buffer, batch: InvocationBatch, attempt: number) => Invocation;
  /** Whether an invocation that has ended has caused a warning. */
  readonly hasWarning?: ((invocation: Invocation) => boolean) | undefined;
  /** Whether a batch fails if it causes a warning. */
  readonly isStrict: boolean;
  /** Whether to deliver a batch again that has succeeded. */
  readonly replays: () => boolean;
  /** Gets the record of records that are given up, and the records. Returns where it went, in words. */
  readonly onDiscarded: (record: object, discard: ShardDiscard) => string | undefined;
  /** Whether the emulator ends, so that running invocations fail. */
  readonly isClosed?: (() => boolean) | undefined;
  /** Called when the mapping has moved in a shard. */
  readonly onProgress: (shardId: string) => void;
  /** Called after a batch has ended. */
  readonly onChanged: () => void;
}

/** Why a batch fails that AWS accepts. */
const STRICT = '--strict does not accept that';

/** Invokes a function with the records of a stream. */
export class StreamTrigger implements StreamConsumer {
  readonly #options: StreamTriggerOptions;
  /** By shard. */
  readonly #last = new Map<string, LastDelivery>();
  /** The shards whose batch is delivered again although it succeeded, which happens once. */
  readonly #replayed = new Set<string>();

  constructor(options: StreamTriggerOptions) {
    this.#options = options;
  }

  get nextDue(): number | undefined {
    return this.#options.mapping.nextDue;
  }

  /** Takes batches while there are any and the function is free. */
  take(now: number): void {
    const { mapping, isFree, activity, stream, onProgress } = this.#options;
    for (const discard of mapping.discardOld(now)) this.#discard(discard);
    for (let batch = mapping.take(now, isFree()); batch !== undefined; batch = mapping.take(now, isFree())) {
      onProgress(batch.shardId);
      activity.track(`a batch of the stream ${stream.name}`, this.#process(batch));
    }
  }

  async #process(batch: ShardBatch): Promise<void> {
    const { mapping, stream, clock, emit, invoke, isStrict, onChanged, onProgress } = this.#options;
    const { shardId, attempt } = batch;
    const records = batch.records.length;
    const ids = batch.records.map(({ sequenceNumber: id }) => ({ id }));
    const invocation = invoke(Buffer.from(batch.event), { from: `${stream.name} ${shardId}`, records: ids }, attempt);
    const { requestId } = invocation;
    const common = { requestId, stream: stream.name, shard: shardId, records };
    emit({ type: 'records', ...common });
    const { outcome, response } = await this.#resultOf(invocation, batch);
    await invocation.finished();
    // The batch was not processed. Another run delivers it again.
    if (this.#options.isClosed?.() === true) return;
    this.#last.set(shardId, { requestId, hasFailed: response === undefined });
    const problem = findRecordProblem({ records, response, acceptsReports: mapping.settings.acceptsReports });
    if (problem !== undefined) emit({ type: 'warning', message: problem });
    const hasProblem = problem !== undefined || this.#options.hasWarning?.(invocation) === true;
    const final: BatchOutcome = isStrict && hasProblem ? { kind: 'failed', reason: STRICT } : outcome;
    const { now } = clock;
    if (final.kind === 'succeeded' && !this.#replayed.delete(shardId) && this.#options.replays()) {
      this.#replayed.add(shardId);
      mapping.replay(batch, now);
    } else {
      const { returned, retryAt, isSplit, discarded } = mapping.settle(batch, final, now);
      if (retryAt !== undefined) {
        const reason = final.kind === 'failed' && response !== undefined ? { reason: final.reason } : {};
        emit({ type: 'records-returned', ...common, returned, inMs: Math.max(0, retryAt - now), isSplit, ...reason });
      }
      if (discarded !== undefined) this.#discard(discarded);
    }
    onProgress(shardId);
    onChanged();
  }

  #discard(discard: ShardDiscard): void {
    const { stream, clock, emit, functionArn, onDiscarded, onProgress } = this.#options;
    const { shardId, records, condition, deliveries } = discard;
    const { kind, arn: streamArn } = stream;
    const context = { kind, streamArn, functionArn: functionArn() };
    const last = deliveries === 0 ? undefined : this.#last.get(shardId);
    const destination = onDiscarded(streamFailureRecord(context, discard, last, clock.now), discard);
    emit({
      type: 'records-discarded',
      stream: stream.name,
      shard: shardId,
      records: records.length,
      condition,
      deliveries,
      ...(destination !== undefined && { destination }),
    });
    onProgress(shardId);
  }

  async #resultOf(invocation: Invocation, { records }: ShardBatch) {
    const { failure, body } = await collect(await invocation.response);
    if (failure !== undefined) {
      const outcome: BatchOutcome = { kind: 'failed', reason: describeFailure(failure) };
      return { outcome, response: undefined };
    }
    const response = body.toString();
    const ids = new Set(records.map(({ sequenceNumber }) => sequenceNumber));
    const { acceptsReports } = this.#options.mapping.settings;
    return { outcome: outcomeOf(response, ids, acceptsReports, 'record'), response };
  }
}
