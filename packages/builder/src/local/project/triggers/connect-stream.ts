import type { Trigger } from '../../../config/configuration.ts';
import type { Clock } from '../../clock/clock.ts';
import { ShardMapping } from '../../mapping/shard-mapping.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import type { AnyStream } from '../../sources/stream/streams.ts';
import type { Activity } from '../activity.ts';
import type { ProjectFunction } from '../project-function.ts';
import type { LocalStreams } from '../resources/local-streams.ts';
import { type FailureTargets, sendStreamFailure } from './failure-destination.ts';
import { StreamTrigger } from './stream-trigger.ts';

/** A trigger that reads a stream. */
export type StreamTriggerSettings = Extract<Trigger, { readonly type: 'kinesis' | 'dynamodb' }>;

/** What sources share. */
export interface ConnectOptions {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly faults: SourceFaults;
}

/** Lets a function read a stream, from where it was when the emulator stopped, and another one that replaces it. */
export function connectStream(
  trigger: StreamTriggerSettings,
  stream: AnyStream,
  each: ProjectFunction,
  sources: FailureTargets & { readonly streams: LocalStreams },
  options: ConnectOptions,
): void {
  const { streams } = sources;
  streams.addReader(stream, (read) => streamTrigger(trigger, read, each, sources, options));
  each.onFree(() => streams.changed());
}

function streamTrigger(
  trigger: StreamTriggerSettings,
  stream: AnyStream,
  each: ProjectFunction,
  sources: FailureTargets & { readonly streams: LocalStreams },
  { clock, activity, faults }: ConnectOptions,
): StreamTrigger {
  const { streams } = sources;
  const { type, stream: settings, filter, onFailure, maxAge } = trigger;
  const { partialBatchResponse: acceptsReports, batchSize, batchWindow, startingPosition, bisect } = settings;
  const mapping = new ShardMapping(
    stream.readers,
    {
      ...{ batchSize, batchWindow, startingPosition, bisect, acceptsReports, filter, maxAge },
      retries: trigger.retries ?? settings.retries,
    },
    clock.now,
    streams.checkpointsOf(each.key, stream),
  );
  const keep = (shardId: string) => streams.keep(each.key, stream, shardId, () => mapping.checkpointOf(shardId));
  // Otherwise, another run would begin at the records that are new by then.
  for (const { id } of stream.shards) keep(id);
  return new StreamTrigger({
    ...{ stream, mapping, clock, activity },
    emit: (event) => each.report(event),
    isFree: () => each.free > 0,
    functionArn: () => each.settings.functionArn,
    hasWarning: (invocation) => each.hasWarning(invocation),
    invoke: (event, batch, attempt) => each.invoke({ event }, type, { batch, attempt }),
    isStrict: each.setup.options.strict === true,
    replays: () => faults.take('stream', 'replay'),
    onDiscarded: (record, discard) => sendStreamFailure(onFailure, sources, record, discard, clock.now),
    isClosed: () => streams.isClosed,
    onProgress: keep,
    onChanged: () => streams.changed(),
  });
}
