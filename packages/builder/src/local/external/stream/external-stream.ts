import { nameOf, parseArn } from '../../../aws/arn.ts';
import { kinesisRecord } from '../../../events/samples/stream-records.ts';
import type { ReadableRecord } from '../../sources/stream/event-stream.ts';
import { filteredRecord } from '../../sources/stream/kinesis-stream.ts';
import type { ExternalConnection } from '../external-connection.ts';
import { AwsJsonClient, type JsonService } from './aws-json-client.ts';

/** A shard, as the service lists it. */
export interface ExternalShard {
  readonly id: string;
  /** The shards that it continues. */
  readonly parents: readonly string[];
  /** Whether it gets no more records. */
  readonly isClosed: boolean;
}

/** Where to begin to read a shard. */
export type ShardStart =
  | { readonly type: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

/** What was read from a shard. */
export interface ShardRecords {
  readonly records: readonly ReadableRecord[];
  /** Undefined if the shard has ended. */
  readonly nextIterator: string | undefined;
}

type Kind = 'kinesis' | 'dynamodb';

const services: Readonly<Record<Kind, JsonService & { readonly host: string; readonly variable: string }>> = {
  kinesis: {
    signingName: 'kinesis',
    target: 'Kinesis_20131202',
    contentType: 'application/x-amz-json-1.1',
    host: 'kinesis',
    variable: 'AWS_ENDPOINT_URL_KINESIS',
  },
  dynamodb: {
    signingName: 'dynamodb',
    target: 'DynamoDBStreams_20120810',
    contentType: 'application/x-amz-json-1.0',
    host: 'streams.dynamodb',
    variable: 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS',
  },
};

/** A stream of Kinesis or DynamoDB, in AWS or an emulator of it. Its calls are not retried. */
export class ExternalStream {
  readonly kind: Kind;
  /** That of the stream, or of its table. */
  readonly name: string;
  readonly arn: string;
  readonly #client: AwsJsonClient;
  /** What identifies the stream in calls. */
  readonly #id: object;

  private constructor(kind: Kind, arn: string, client: AwsJsonClient, id: object) {
    this.kind = kind;
    this.name = nameIn(kind, arn);
    this.arn = arn;
    this.#client = client;
    this.#id = id;
  }

  /**
   * Finds a stream. Undefined if it does not exist.
   *
   * @param arn the one that is configured; an emulator has another account, so there, the name counts
   */
  static async find(kind: Kind, arn: string, connection: ExternalConnection): Promise<ExternalStream | undefined> {
    const { place } = connection;
    const { region = connection.region, partition = 'aws' } = (place.kind === 'aws' && parseArn(arn)) || {};
    const service = services[kind];
    const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    const endpoint =
      place.kind === 'emulator'
        ? place.url
        : (process.env[service.variable] ??
          process.env.AWS_ENDPOINT_URL ??
          `https://${service.host}.${region}.${suffix}`);
    const client = new AwsJsonClient(service, endpoint, region, connection);
    const name = nameIn(kind, arn);
    if (place.kind === 'aws') return new ExternalStream(kind, arn, client, idOf(kind, arn));
    if (kind === 'kinesis') {
      const description = await client.call('DescribeStreamSummary', { StreamName: name });
      const { StreamDescriptionSummary: summary } = description as { StreamDescriptionSummary: { StreamARN: string } };
      return new ExternalStream(kind, summary.StreamARN, client, { StreamName: name });
    }
    const { Streams = [] } = (await client.call('ListStreams', { TableName: name })) as StreamList;
    const found = Streams.at(-1)?.StreamArn;
    return found === undefined ? undefined : new ExternalStream(kind, found, client, idOf(kind, found));
  }

  renew(): void {
    this.#client.renew();
  }

  /** Lists the shards that still have records. */
  async shards(signal?: AbortSignal): Promise<ExternalShard[]> {
    const shards: ExternalShard[] = [];
    let next: object | undefined = this.#id;
    while (next !== undefined) {
      const page = await this.#page(next, signal);
      shards.push(...page.shards.map(shardOf));
      next = page.next;
    }
    return shards;
  }

  async iterator(shardId: string, start: ShardStart, signal?: AbortSignal): Promise<string> {
    const input = {
      ...this.#id,
      ShardId: shardId,
      ShardIteratorType: start.type,
      ...('sequenceNumber' in start && {
        [this.kind === 'kinesis' ? 'StartingSequenceNumber' : 'SequenceNumber']: start.sequenceNumber,
      }),
    };
    const output = await this.#client.call('GetShardIterator', input, signal);
    return (output as { ShardIterator: string }).ShardIterator;
  }

  async read(shardId: string, iterator: string, limit: number, signal?: AbortSignal): Promise<ShardRecords> {
    const output = await this.#client.call('GetRecords', { ShardIterator: iterator, Limit: limit }, signal);
    // The response of GetRecords in the service that was called.
    const { Records = [], NextShardIterator } = output as {
      Records?: (KinesisRecord | TableRecord)[];
      NextShardIterator?: string | null;
    };
    return {
      records: Records.map((record) =>
        'dynamodb' in record ? this.#tableRecord(record) : this.#kinesisRecord(shardId, record),
      ),
      nextIterator: NextShardIterator ?? undefined,
    };
  }

  async #page(input: object, signal?: AbortSignal): Promise<{ shards: ListedShard[]; next: object | undefined }> {
    if (this.kind === 'kinesis') {
      const page = await this.#client.call('ListShards', input, signal);
      const { Shards: shards = [], NextToken } = page as { Shards?: ListedShard[]; NextToken?: string | null };
      return { shards, next: NextToken ? { NextToken } : undefined };
    }
    const { StreamDescription } = (await this.#client.call('DescribeStream', input, signal)) as {
      StreamDescription: { Shards?: ListedShard[]; LastEvaluatedShardId?: string | null };
    };
    const { Shards: shards = [], LastEvaluatedShardId: last } = StreamDescription;
    return { shards, next: last ? { ...this.#id, ExclusiveStartShardId: last } : undefined };
  }

  #kinesisRecord(shardId: string, { SequenceNumber, PartitionKey, Data, ...stored }: KinesisRecord): ReadableRecord {
    const data = Buffer.from(Data, 'base64');
    const arrivedAt = timeOf(stored.ApproximateArrivalTimestamp);
    const record = kinesisRecord({
      shardId,
      sequenceNumber: SequenceNumber,
      partitionKey: PartitionKey,
      data,
      arrivedAt,
      streamArn: this.arn,
      account: parseArn(this.arn)?.account ?? '',
    });
    return { sequenceNumber: SequenceNumber, arrivedAt, record, filtered: () => filteredRecord(record, data) };
  }

  /** It has the form in which functions get it, but for the ARN. */
  #tableRecord(stored: TableRecord): ReadableRecord {
    const { SequenceNumber, ApproximateCreationDateTime: seconds } = stored.dynamodb;
    const record = { ...stored, eventSourceARN: this.arn };
    return { sequenceNumber: SequenceNumber, arrivedAt: timeOf(seconds), record, filtered: () => record };
  }
}

interface StreamList {
  readonly Streams?: readonly { readonly StreamArn: string }[];
}

interface ListedShard {
  readonly ShardId: string;
  readonly ParentShardId?: string | null;
  readonly AdjacentParentShardId?: string | null;
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string | null };
}

interface KinesisRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** In base64. */
  readonly Data: string;
  /** In seconds. */
  readonly ApproximateArrivalTimestamp: unknown;
}

interface TableRecord {
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime: unknown };
}

/** Emulators send times as text, too. */
function timeOf(seconds: unknown): number {
  const time = typeof seconds === 'number' ? seconds * 1000 : Date.parse(String(seconds));
  return Number.isNaN(time) ? Date.now() : time;
}

function idOf(kind: Kind, arn: string): object {
  // Emulators know either the one or the other.
  return kind === 'kinesis' ? { StreamARN: arn, StreamName: nameOf(arn) } : { StreamArn: arn };
}

/** `arn:…:stream/orders` → `orders`, `arn:…:table/orders/stream/LABEL` → `orders`. */
function nameIn(kind: Kind, arn: string): string {
  return kind === 'kinesis' ? nameOf(arn) : (parseArn(arn)?.resource.split('/')[1] ?? arn);
}

function shardOf({ ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange }: ListedShard): ExternalShard {
  const parents = [ParentShardId, AdjacentParentShardId].filter((parent) => typeof parent === 'string');
  return { id: ShardId, parents, isClosed: typeof SequenceNumberRange?.EndingSequenceNumber === 'string' };
}
