import { createHash } from 'node:crypto';
import { type AttributeMap, type ChangeName, dynamodbRecord } from '../../../events/samples/stream-records.ts';
import { EventStream, type EventStreamOptions, type StreamEventRecord } from './event-stream.ts';
import { hashKeyOf } from './hash-ranges.ts';
import type { PutResult } from './kinesis-stream.ts';
import type { Shard, StreamRecord } from './shard.ts';
import { invalidArgument } from './stream-error.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const readLimits = { records: 1000, bytes: 1024 * 1024 };
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const ITERATOR_LIFETIME_MS = 900_000;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_ITEM_BYTES = 400 * 1024;
const SEQUENCE_DIGITS = 24;

/** A change of an item. */
export interface Change {
  readonly eventName: ChangeName;
  readonly keys: AttributeMap;
  readonly newImage?: AttributeMap | undefined;
  readonly oldImage?: AttributeMap | undefined;
}

/** The stream of a table of DynamoDB, with new and old images. There is no table: the changes are put. */
export class TableStream extends EventStream<Change> {
  override readonly kind = 'dynamodb' as const;
  /** The last part of its ARN. */
  readonly label: string;
  #keyNames: readonly string[] = ['id'];

  constructor(options: EventStreamOptions<Change>) {
    super(options, {
      sequencePrefix: '1',
      sequenceDigits: SEQUENCE_DIGITS,
      iteratorLifetimeMs: ITERATOR_LIFETIME_MS,
      readLimits,
      shardId: (index) => `shardId-${String(options.createdAt).padStart(20, '0')}-${String(index).padStart(8, '0')}`,
    });
    this.label = options.arn.slice(options.arn.indexOf('/stream/') + '/stream/'.length);
  }

  /** The names of the keys of the last change, the partition key first. Without a change, AWS's example of a key. */
  get keyNames(): readonly string[] {
    return this.#keyNames;
  }

  /** @throws {StreamError} the images contradict the name of the event, or are too large */
  put(change: Change, now: number): PutResult {
    const { eventName, newImage, oldImage, keys } = change;
    if (
      (newImage !== undefined) !== (eventName !== 'REMOVE') ||
      (oldImage !== undefined) !== (eventName !== 'INSERT')
    ) {
      throw invalidArgument(`${eventName} needs ${imagesOf(eventName)}`);
    }
    if (Object.keys(keys).length === 0) throw invalidArgument('the change has no keys');
    if ([newImage, oldImage].some((image) => image !== undefined && sizeOf(image) > MAX_ITEM_BYTES)) {
      throw invalidArgument(`Item size has exceeded the maximum allowed size of ${MAX_ITEM_BYTES} bytes`);
    }
    this.#keyNames = Object.keys(keys);
    return this.append(hashKeyOf(JSON.stringify(keys)), change, sizeOfChange(change), now);
  }

  override eventRecord(shard: Shard<Change>, stored: StreamRecord<Change>) {
    const { sequenceNumber, bytes: sizeBytes, arrivedAt: createdAt, content } = stored;
    const eventId = eventIdOf(shard, stored);
    const record = dynamodbRecord({ eventId, sequenceNumber, sizeBytes, createdAt, streamArn: this.arn, ...content });
    return { record, filtered: () => record } satisfies StreamEventRecord;
  }
}

/** The same for each delivery of a record. */
function eventIdOf(shard: Shard<Change>, { sequenceNumber }: StreamRecord<Change>): string {
  return createHash('md5').update(`${shard.id}:${sequenceNumber}`).digest('hex');
}

function imagesOf(eventName: ChangeName): string {
  if (eventName === 'INSERT') return 'a new image, and no old one';
  return eventName === 'REMOVE' ? 'an old image, and no new one' : 'a new and an old image';
}

function sizeOfChange({ keys, newImage = {}, oldImage = {} }: Change): number {
  return sizeOf(keys) + sizeOf(newImage) + sizeOf(oldImage);
}

/** About what DynamoDB counts: the names and the values. */
function sizeOf(image: AttributeMap): number {
  return Object.entries(image).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOfValue(each), 0);
}
