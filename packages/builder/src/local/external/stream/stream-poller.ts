import { ShardMapping, type ShardMappingSettings } from '../../mapping/shard-mapping.ts';
import { StreamTrigger, type StreamTriggerOptions } from '../../project/triggers/stream-trigger.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { ExternalConnection } from '../external-connection.ts';
import { PersistentCalls } from '../persistent-calls.ts';
import type { ExternalShard, ExternalStream, ShardStart } from './external-stream.ts';
import { ReadRecords } from './read-records.ts';
import { ShardPoller } from './shard-poller.ts';

/** What reading a stream depends on. */
export interface StreamPollerOptions {
  readonly stream: ExternalStream;
  readonly settings: ShardMappingSettings;
  readonly connection: ExternalConnection;
  readonly trigger: Pick<
    StreamTriggerOptions,
    'activity' | 'clock' | 'isFree' | 'functionArn' | 'invoke' | 'isStrict' | 'onDiscarded'
  >;
  readonly emit: LocalEventListener;
}

/**
 * Reads a stream elsewhere. Each shard has a mapping, because shards are split and merged while the stream is read. Where
 * it is in the shards is only in memory.
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions;
  readonly #closing = new AbortController();
  /** By the id of the shard. */
  readonly #pollers = new Map<string, ShardPoller>();
  readonly #running = new Set<Promise<void>>();
  readonly #finished = new Set<string>();
  readonly #calls: PersistentCalls;

  constructor(options: StreamPollerOptions) {
    this.#options = options;
    const { stream, connection, emit } = options;
    const source = `stream ${stream.name}`;
    const renew = () => stream.renew();
    this.#calls = new PersistentCalls({ source, emit, explain: connection.explain, renew });
  }

  /** To be called when the function may have become free. */
  changed(): void {
    for (const poller of this.#pollers.values()) poller.changed();
  }

  /** Begins to read. Resolves when the position in each shard is known. */
  start(): void {
    this.#track(this.#follow('start'));
  }

  /** Stops reading. */
  async stop(): Promise<void> {
    this.#closing.abort();
    this.changed();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Reads the shards that can be read now: at the start, or after another one has ended. */
  async #follow(occasion: 'start' | 'shard ended'): Promise<void> {
    const { stream, settings } = this.#options;
    const { signal } = this.#closing;
    const shards = await this.#calls.run('list the shards of', () => stream.shards(signal), signal);
    const listed = new Set(shards?.map(({ id }) => id));
    const isPending = (id: string) => listed.has(id) && !this.#finished.has(id);
    const isLatest = occasion === 'start' && settings.startingPosition === 'LATEST';
    for (const shard of shards ?? []) {
      if (this.#pollers.has(shard.id) || this.#finished.has(shard.id)) continue;
      if (isLatest && shard.isClosed) this.#finished.add(shard.id);
      else if (isLatest || !shard.parents.some(isPending)) {
        this.#read(shard, { type: isLatest ? 'LATEST' : 'TRIM_HORIZON' });
      }
    }
  }

  #read({ id }: ExternalShard, start: ShardStart): void {
    const { stream, settings, trigger, emit } = this.#options;
    const records = new ReadRecords(id, settings.batchSize);
    const mapping = new ShardMapping([records], settings, Date.now());
    const reader = new StreamTrigger({
      ...trigger,
      stream,
      mapping,
      emit: (event) => emit(event.type === 'records-returned' ? { ...event, isExternal: true } : event),
      replays: () => false,
      onProgress: () => {},
      onChanged: () => poller.changed(),
    });
    const take = (now: number) => reader.take(now);
    const poller = new ShardPoller({ stream, start, records, mapping, calls: this.#calls, take });
    this.#pollers.set(id, poller);
    const end = poller.run(this.#closing.signal).then(async () => {
      this.#pollers.delete(id);
      this.#finished.add(id);
      if (!this.#closing.signal.aborted) await this.#follow('shard ended');
    });
    this.#track(end);
  }

  #track(work: Promise<void>): void {
    const done = work.finally(() => this.#running.delete(done));
    this.#running.add(done);
  }
}
