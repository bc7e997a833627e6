import {
  attributesOf,
  firstAttributeOf,
  type Item,
  isAttributeMap,
  withoutBytes,
} from '../../../events/samples/attribute-values.ts';
import type { AttributeMap, ChangeName } from '../../../events/samples/stream-records.ts';
import type { Clock } from '../../clock/clock.ts';
import { LocalOptionError } from '../../options/local-option-error.ts';
import type { AnyStream } from '../../sources/stream/streams.ts';
import type { Change } from '../../sources/stream/table-stream.ts';
import type { LocalStreams } from '../resources/local-streams.ts';
import { isObject, sendTo } from '../resources/rejected-message.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
import { unknownSource } from './unknown-source.ts';

/** A record to put into a stream of Kinesis. */
export interface LocalKinesisRecord {
  readonly data: string | Uint8Array;
  /** Records with the same key are in the same shard, in their order. Default: `1`. */
  readonly partitionKey?: string | undefined;
}

/** An item as JavaScript has it, such as `{ id: '1', count: 2 }`, or in the notation of DynamoDB: `{ id: { S: '1' } }`. */
export type LocalItem = Item | AttributeMap;

/** A change of an item of a table of DynamoDB. */
export interface LocalChange {
  /** Missing: the item is removed. */
  readonly newImage?: LocalItem | undefined;
  /** Missing: the item is new. */
  readonly oldImage?: LocalItem | undefined;
  /** Default: the first attribute of the item. */
  readonly keys?: LocalItem | undefined;
  /** Default: what the images say. */
  readonly eventName?: ChangeName | undefined;
}

/** Where a record is in a stream. */
export interface LocalStreamPosition {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** What can be put into a stream. */
export type LocalStreamRecord = string | Uint8Array | LocalKinesisRecord | LocalChange;

/** A record that a stream keeps. */
export type LocalStoredRecord = LocalStreamPosition &
  (
    | { readonly data: Buffer; readonly partitionKey: string }
    /** A change of an item, in the notation of DynamoDB. */
    | Change
  );

/** A stream of a running emulator. */
export interface LocalStream {
  readonly arn: string;
  /** The records of the last 24 hours, oldest first. */
  readonly records: readonly LocalStoredRecord[];
  /**
   * Puts records into a stream of Kinesis, or changes into the stream of a table of DynamoDB.
   *
   * @throws {LocalOptionError} it is a record for the other kind of stream
   * @throws {RejectedMessageError} the stream does not accept it
   * @throws {EmulatorClosedError} the emulator is closed
   */
  put(...records: readonly LocalStreamRecord[]): LocalStreamPosition[];
}

/** The partition key of records without one, so that they are in one shard. */
const DEFAULT_PARTITION_KEY = '1';

/**
 * A stream by its name; that of a table of DynamoDB by the name of the table.
 *
 * @throws {LocalOptionError} there is no such stream
 */
export function localStream(
  local: LocalStreams | undefined,
  clock: Clock,
  name: string,
  checkOpen: CheckOpen,
): LocalStream {
  const stream = local?.streams.findAny(name);
  if (local === undefined || stream === undefined) throw unknownSource('stream', name, local?.streams.all);
  return {
    arn: stream.arn,
    get records() {
      return recordsOf(stream, clock.now);
    },
    put(...records) {
      checkOpen(`put into the stream ${name}`);
      try {
        return records.map((record) => putRecord(stream, record, clock.now));
      } finally {
        local.changed();
      }
    },
  };
}

function recordsOf(stream: AnyStream, now: number): LocalStoredRecord[] {
  const stored: LocalStoredRecord[] = [];
  if (stream.kind === 'kinesis') {
    for (const shard of stream.shards) {
      for (const { sequenceNumber, content } of shard.all(now)) {
        const { data, partitionKey } = content;
        stored.push({ shardId: shard.id, sequenceNumber, data: Buffer.from(data), partitionKey });
      }
    }
  } else {
    for (const shard of stream.shards) {
      for (const { sequenceNumber, content } of shard.all(now)) {
        stored.push({ shardId: shard.id, sequenceNumber, ...content });
      }
    }
  }
  return stored.sort((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
}

/**
 * Puts one record.
 *
 * @throws {LocalOptionError} it is a record for the other kind of stream
 * @throws {RejectedMessageError} the stream does not accept it
 */
export function putRecord(stream: AnyStream, record: LocalStreamRecord, now: number): LocalStreamPosition {
  return sendTo(
    `stream ${stream.name}`,
    () => {
      if (stream.kind === 'kinesis') return stream.put(kinesisInput(record, stream.name), now);
      return stream.put(changeOf(record, stream.name), now);
    },
    'record',
  );
}

function kinesisInput(record: LocalStreamRecord, name: string) {
  const content = typeof record === 'string' || record instanceof Uint8Array ? { data: record } : record;
  if (isObject(content) && 'data' in content) {
    const { data, partitionKey = DEFAULT_PARTITION_KEY } = content;
    const isData = typeof data === 'string' || data instanceof Uint8Array;
    if (isData && typeof partitionKey === 'string') return { data: Buffer.from(data as string), partitionKey };
  }
  throw new LocalOptionError(`${name} is a stream of Kinesis: put texts, bytes or { data, partitionKey } into it`);
}

function changeOf(record: LocalStreamRecord, name: string): Change {
  if (!isObject(record) || record instanceof Uint8Array || !isChange(record)) {
    throw new LocalOptionError(`${name} is a table of DynamoDB: put { newImage, oldImage, keys } into its stream`);
  }
  const [newImage, oldImage] = [imageOf(record.newImage), imageOf(record.oldImage)];
  const keys = imageOf(record.keys) ?? firstAttributeOf(newImage ?? oldImage ?? {});
  return { eventName: record.eventName ?? eventNameOf(newImage, oldImage), newImage, oldImage, keys };
}

function isChange(record: object): record is LocalChange {
  const { newImage, oldImage, keys = {} }: Partial<Record<string, unknown>> = { ...record };
  const images = [newImage, oldImage].filter((each) => each !== undefined);
  return images.length > 0 && [...images, keys].every(isObject);
}

function eventNameOf(newImage: AttributeMap | undefined, oldImage: AttributeMap | undefined): ChangeName {
  if (newImage === undefined) return 'REMOVE';
  return oldImage === undefined ? 'INSERT' : 'MODIFY';
}

function imageOf(item: LocalItem | undefined): AttributeMap | undefined {
  if (item === undefined) return undefined;
  return isAttributeMap(item) ? withoutBytes(item) : attributesOf(item);
}
