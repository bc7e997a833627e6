import type { Collection, Journal } from '../journal.ts';
import type { KinesisContent, KinesisStream } from './kinesis-stream.ts';
import type { RecordKeeper, StreamRecord } from './shard.ts';
import type { Change, TableStream } from './table-stream.ts';

/** A stream as it is kept. */
export interface KeptStream {
  readonly kind: 'kinesis' | 'dynamodb';
  readonly name: string;
  /** Everything behind the account of its ARN, which identifies it. */
  readonly resource: string;
  readonly shards: number;
  readonly createdAt: number;
  readonly maxRecordKib?: number | undefined;
  readonly isOnDemand?: boolean | undefined;
}

/** A record as it is kept, without its data. */
interface KeptRecord {
  readonly resource: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly arrivedAt: number;
  readonly bytes: number;
  /** Only in Kinesis. */
  readonly partitionKey?: string | undefined;
}

type Content = KinesisContent | Change;

/** A record, and where it is. */
interface PlacedRecord {
  readonly resource: string;
  readonly shardId: string;
  readonly record: StreamRecord<Content>;
}

/** Keeps streams and their records in a journal. */
export class KeptStreams {
  readonly #streams: Collection<KeptStream, KeptStream> | undefined;
  readonly #records: Collection<PlacedRecord, KeptRecord> | undefined;

  /** @param journal undefined: nothing is kept */
  constructor(journal: Journal | undefined) {
    this.#streams = journal?.collection('stream', (value) => ({ value }));
    this.#records = journal?.collection('stream record', encode);
  }

  /** The streams of an earlier run. */
  restoreStreams(): readonly KeptStream[] {
    return this.#streams?.restore().map(({ value }) => value) ?? [];
  }

  /** Puts the records of an earlier run into their streams. */
  restoreRecords(find: (resource: string) => KinesisStream | TableStream | undefined): void {
    for (const { value, content } of this.#records?.restore() ?? []) {
      const { resource, shardId, partitionKey, ...record } = value;
      const stream = find(resource);
      const data = content ?? Buffer.alloc(0);
      if (stream?.kind === 'kinesis') {
        stream.restore(shardId, { ...record, content: { partitionKey: partitionKey ?? '', data } });
      } else if (stream !== undefined) {
        // It is what `encode` has written.
        stream.restore(shardId, { ...record, content: JSON.parse(data.toString()) as Change });
      }
    }
  }

  put(stream: KeptStream): void {
    this.#streams?.put(stream.resource, stream);
  }

  remove(resource: string): void {
    this.#streams?.remove(resource);
  }

  /** What keeps the records of a stream. */
  keeperOf(resource: string): RecordKeeper<Content> | undefined {
    const records = this.#records;
    return (
      records && {
        added: (shardId, record) => records.put(recordId(resource, record), { resource, shardId, record }),
        removed: (record) => records.remove(recordId(resource, record)),
      }
    );
  }
}

function recordId(resource: string, { sequenceNumber }: Pick<StreamRecord<Content>, 'sequenceNumber'>): string {
  return `${resource} ${sequenceNumber}`;
}

function encode({ resource, shardId, record: { content, ...record } }: PlacedRecord) {
  const value = { resource, shardId, ...record };
  if ('data' in content) return { value: { ...value, partitionKey: content.partitionKey }, content: content.data };
  return { value, content: JSON.stringify(content) };
}
