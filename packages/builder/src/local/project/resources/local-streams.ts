import type { ArnScope } from '../../../aws/arn.ts';
import type { Clock } from '../../clock/clock.ts';
import { earliest, Serving } from '../../clock/serving.ts';
import type { ShardCheckpoint } from '../../mapping/shard-types.ts';
import type { Collection, Journal } from '../../sources/journal.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import type { KinesisStream } from '../../sources/stream/kinesis-stream.ts';
import { type AnyStream, resourceOf, Streams } from '../../sources/stream/streams.ts';
import { Readers } from './readers.ts';

/** What reads streams besides clients: the mapping of a trigger. */
export interface StreamConsumer {
  /** When it wants to look next, although nothing has changed. */
  readonly nextDue: number | undefined;
  /** Takes what it can take now. */
  take(now: number): void;
}

/** What streams depend on. */
export interface LocalStreamsOptions {
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly faults: SourceFaults;
  /** Undefined if nothing is kept. */
  readonly journal: Journal | undefined;
}

/** The streams, and the time that passes for what reads them: windows end, and batches that failed are retried. */
export class LocalStreams {
  readonly streams: Streams;
  readonly faults: SourceFaults;
  readonly #clock: Clock;
  readonly #readers: Readers<AnyStream, StreamConsumer>;
  readonly #kept: Collection<ShardCheckpoint, ShardCheckpoint> | undefined;
  readonly #checkpoints: ReadonlyMap<string, ShardCheckpoint>;
  readonly #serving: Serving;
  #isClosed = false;

  constructor({ scope, clock, faults, journal }: LocalStreamsOptions) {
    this.streams = new Streams(scope, journal);
    this.#readers = new Readers((resource) => this.streams.findByResource(resource));
    this.faults = faults;
    this.#clock = clock;
    this.#serving = new Serving(clock, {
      serve: (now) => {
        this.#readers.connect();
        for (const consumer of this.#readers.consumers) consumer.take(now);
      },
      nextDue: () => earliest(this.#readers.consumers.map(({ nextDue }) => nextDue)),
    });
    this.#kept = journal?.collection('stream checkpoint', (value) => ({ value }));
    this.#checkpoints = new Map(this.#kept?.restore().map(({ id, value }) => [id, value]));
  }

  /** Creates a stream of Kinesis, or returns the one of this name, whose shards stay. */
  create(name: string, shards?: number): KinesisStream {
    return this.streams.find(name) ?? this.streams.create(name, this.#clock.now, shards);
  }

  /** The stream of a trigger, which is created if there is none. */
  declare(arn: string): AnyStream {
    return this.streams.declare(arn, this.#clock.now);
  }

  /** Where a reader was in the shards of a stream when the emulator stopped. */
  checkpointsOf(reader: string, { shards, ...stream }: AnyStream): ReadonlyMap<string, ShardCheckpoint> {
    const found = shards.map(({ id }) => [id, this.#checkpoints.get(checkpointId(reader, stream, id))] as const);
    return new Map(found.flatMap(([id, checkpoint]) => (checkpoint === undefined ? [] : [[id, checkpoint]])));
  }

  /** Keeps where a reader is in a shard. */
  keep(reader: string, stream: AnyStream, shardId: string, checkpoint: () => ShardCheckpoint | undefined): void {
    if (this.#kept === undefined) return;
    const current = checkpoint();
    if (current !== undefined) this.#kept.put(checkpointId(reader, stream, shardId), current);
  }

  /** Lets a consumer read a stream, and another one a stream of the same name that replaces it. */
  addReader(stream: AnyStream, create: (stream: AnyStream) => StreamConsumer): void {
    this.#readers.add(resourceOf(stream.arn), stream, create);
    this.changed();
  }

  /** To be called after each change: serves the readers, and looks again when something is due. */
  changed(): void {
    this.#serving.changed();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#serving.stop();
    this.#readers.clear();
  }
}

/** The stream is the same one only if it was created at the same time. */
function checkpointId(
  reader: string,
  { arn, createdAt }: Pick<AnyStream, 'arn' | 'createdAt'>,
  shardId: string,
): string {
  return [reader, resourceOf(arn), createdAt, shardId].join(' ');
}
