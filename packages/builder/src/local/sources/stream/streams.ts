import { type ArnScope, arnOf, nameOf } from '../../../aws/arn.ts';
import type { Journal } from '../journal.ts';
import { type KeptStream, KeptStreams } from './kept-streams.ts';
import { KinesisStream } from './kinesis-stream.ts';
import { invalidMember, StreamError } from './stream-error.ts';
import { TableStream } from './table-stream.ts';

/** A stream of either service. */
export type AnyStream = KinesisStream | TableStream;

/** As many as a new stream in on-demand mode has: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
const DEFAULT_SHARDS = 4;
/** A table that is small has one partition. */
const TABLE_SHARDS = 1;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
const namePattern = /^[\w.-]{1,128}$/;
/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html, in the regions with fewer shards. */
const MAX_SHARDS = 1000;

/** All streams. It has no clock: its methods get the time. */
export class Streams {
  readonly #scope: ArnScope;
  readonly #kept: KeptStreams;
  readonly #kinesis = new Map<string, KinesisStream>();
  /** By the name of the table, and the label. */
  readonly #tables = new Map<string, TableStream>();

  /** @param journal keeps the streams and their records; undefined: nothing is kept */
  constructor(scope: ArnScope, journal?: Journal) {
    this.#scope = scope;
    this.#kept = new KeptStreams(journal);
    for (const { kind, ...stream } of this.#kept.restoreStreams()) {
      if (kind === 'kinesis') this.#addKinesis(stream);
      else this.#addTable(stream);
    }
    this.#kept.restoreRecords((resource) => this.findByResource(resource));
  }

  /** The account of the ARNs. */
  get account(): string {
    return this.#scope.account;
  }

  /** In the order in which they were created, those of Kinesis first. */
  get all(): readonly AnyStream[] {
    return [...this.#kinesis.values(), ...this.#tables.values()];
  }

  get kinesis(): readonly KinesisStream[] {
    return [...this.#kinesis.values()];
  }

  get tables(): readonly TableStream[] {
    return [...this.#tables.values()];
  }

  /**
   * Creates a stream of Kinesis.
   *
   * @param count the number of its shards; without it, the stream is in on-demand mode
   * @throws {StreamError} the name is invalid or in use, or the number of shards is invalid
   */
  create(name: string, now: number, count?: number): KinesisStream {
    const [shards, isOnDemand] = [count ?? DEFAULT_SHARDS, count === undefined];
    if (!namePattern.test(name))
      throw invalidMember('streamName', 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
    if (!Number.isInteger(shards) || shards < 1)
      throw invalidMember('shardCount', 'have value greater than or equal to 1');
    if (shards > MAX_SHARDS) {
      throw new StreamError(
        'LimitExceededException',
        `This request would exceed the shard limit of ${MAX_SHARDS} of the emulator. Requested shards: ${shards}`,
      );
    }
    const { account } = this.#scope;
    if (this.#kinesis.has(name)) {
      throw new StreamError('ResourceInUseException', `Stream ${name} under account ${account} already exists.`);
    }
    const stream = this.#addKinesis({ name, resource: `stream/${name}`, shards, createdAt: now, isOnDemand });
    this.keep(stream);
    return stream;
  }

  /** To be called after a setting of a stream has changed. */
  keep(stream: KinesisStream): void {
    this.#kept.put(describe(stream));
  }

  /**
   * The stream that an ARN means, which is created if there is none. The local ARN has the local account and region.
   *
   * @param arn of a stream of Kinesis, or of a table of DynamoDB
   */
  declare(arn: string, now: number): AnyStream {
    const resource = resourceOf(arn);
    const existing = this.findByArn(arn);
    if (existing !== undefined) return existing;
    if (!resource.startsWith('table/')) return this.create(nameOf(arn), now);
    const stream = this.#addTable({ name: tableOf(arn), resource, shards: TABLE_SHARDS, createdAt: now });
    this.#kept.put(describe(stream));
    return stream;
  }

  /** A stream of Kinesis. */
  find(name: string): KinesisStream | undefined {
    return this.#kinesis.get(name);
  }

  /** A stream of Kinesis, or that of a table. */
  findAny(name: string): AnyStream | undefined {
    return this.find(name) ?? this.tables.find((each) => each.name === name);
  }

  /** @param arn whatever its account and its region are */
  findByArn(arn: string): AnyStream | undefined {
    return this.findByResource(resourceOf(arn));
  }

  /** @param resource the end of its ARN: `stream/NAME`, or `table/NAME/stream/LABEL` */
  findByResource(resource: string): AnyStream | undefined {
    return resource.startsWith('table/') ? this.#tables.get(resource) : this.#kinesis.get(nameOf(resource));
  }

  delete(stream: KinesisStream): void {
    this.#kinesis.delete(stream.name);
    for (const shard of stream.shards) shard.clear();
    this.#kept.remove(resourceOf(stream.arn));
  }

  #addKinesis({ resource, maxRecordKib, isOnDemand = false, ...stream }: Omit<KeptStream, 'kind'>): KinesisStream {
    const arn = arnOf(this.#scope, 'kinesis', resource);
    const added = new KinesisStream({ ...stream, arn, isOnDemand, keeper: this.#kept.keeperOf(resource) });
    if (maxRecordKib !== undefined) added.setMaxRecordKib(maxRecordKib);
    this.#kinesis.set(stream.name, added);
    return added;
  }

  #addTable({ resource, ...stream }: Omit<KeptStream, 'kind'>): TableStream {
    const arn = arnOf(this.#scope, 'dynamodb', resource);
    const added = new TableStream({ ...stream, arn, keeper: this.#kept.keeperOf(resource) });
    this.#tables.set(resource, added);
    return added;
  }
}

function describe(stream: AnyStream): KeptStream {
  const { kind, name, arn, shards, createdAt } = stream;
  const { maxRecordKib, isOnDemand } = stream.kind === 'kinesis' ? stream : {};
  return { kind, name, resource: resourceOf(arn), shards: shards.length, createdAt, maxRecordKib, isOnDemand };
}

/** The name of the table of a stream of DynamoDB. */
export function tableOf(arn: string): string {
  return resourceOf(arn).split('/')[1] ?? '';
}

/** Everything behind the account of an ARN. */
export function resourceOf(arn: string): string {
  return arn.split(':').slice(5).join(':');
}
