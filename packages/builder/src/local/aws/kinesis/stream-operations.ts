import type {
  CreateStreamInput,
  DeleteStreamInput,
  DescribeStreamInput,
  DescribeStreamOutput,
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput,
  ListShardsInput,
  ListShardsOutput,
  ListStreamsInput,
  ListStreamsOutput,
  Shard as ShardDescription,
  StreamModeDetails,
  UpdateMaxRecordSizeInput,
} from '@aws-sdk/client-kinesis';
import type { KinesisStream } from '../../sources/stream/kinesis-stream.ts';
import type { Shard } from '../../sources/stream/shard.ts';
import { invalidArgument } from '../../sources/stream/stream-error.ts';
import type { AwsCall } from '../aws-service.ts';
import { existingStream } from './existing-stream.ts';
import { checkLimit } from './iterator-input.ts';
import type { KinesisOptions } from './kinesis-options.ts';

/** The limits of https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html, and of the others. */
const listStreams = { default: 100, max: 10_000 };
const describeStream = { default: 100, max: 10_000 };
const listShards = { default: 1000, max: 10_000 };

/** Operations on streams as a whole, and on their shards. */
export function streamOperations({ streams, changed }: KinesisOptions) {
  const noFanOut = () => {
    throw invalidArgument(
      'The emulator has no enhanced fan-out: read the shard with GetShardIterator and GetRecords instead',
    );
  };

  return {
    CreateStream(input: CreateStreamInput, { now }: AwsCall): void {
      const { StreamName = '', ShardCount, MaxRecordSizeInKiB } = input;
      if (isOnDemand(input.StreamModeDetails) && ShardCount !== undefined) {
        throw invalidArgument('ShardCount cannot be set for a stream in ON_DEMAND mode.');
      }
      const stream = streams.create(StreamName, now, ShardCount);
      try {
        if (MaxRecordSizeInKiB !== undefined) stream.setMaxRecordKib(MaxRecordSizeInKiB);
        streams.keep(stream);
      } catch (error) {
        streams.delete(stream);
        throw error;
      }
      changed();
    },

    DeleteStream(input: DeleteStreamInput): void {
      streams.delete(existingStream(streams, input));
      changed();
    },

    UpdateMaxRecordSize(input: UpdateMaxRecordSizeInput): void {
      const stream = existingStream(streams, input);
      stream.setMaxRecordKib(input.MaxRecordSizeInKiB ?? 0);
      streams.keep(stream);
      changed();
    },

    DescribeStream(input: DescribeStreamInput): DescribeStreamOutput {
      const stream = existingStream(streams, input);
      const { page, hasMore } = pageOf(stream, input.ExclusiveStartShardId, input.Limit, describeStream);
      return {
        StreamDescription: { ...descriptionOf(stream), Shards: page.map(describeShard), HasMoreShards: hasMore },
      };
    },

    DescribeStreamSummary(input: DescribeStreamSummaryInput): DescribeStreamSummaryOutput {
      const stream = existingStream(streams, input);
      return {
        StreamDescriptionSummary: {
          ...descriptionOf(stream),
          OpenShardCount: stream.shards.length,
          ConsumerCount: 0,
          MaxRecordSizeInKiB: stream.maxRecordKib,
        },
      };
    },

    ListShards(input: ListShardsInput): ListShardsOutput {
      const { NextToken, ExclusiveStartShardId, MaxResults } = input;
      const token = NextToken === undefined ? undefined : parseToken(NextToken);
      const stream = existingStream(streams, token === undefined ? input : { StreamARN: token.stream });
      checkLimit(MaxResults, listShards.max, 'maxResults');
      const { page, hasMore } = pageOf(stream, token?.after ?? ExclusiveStartShardId, MaxResults, listShards);
      const next = hasMore ? { NextToken: formatToken({ stream: stream.arn, after: page.at(-1)?.id ?? '' }) } : {};
      return { Shards: page.map(describeShard), ...next };
    },

    ListStreams({
      Limit = listStreams.default,
      ExclusiveStartStreamName,
      NextToken,
    }: ListStreamsInput): ListStreamsOutput {
      checkLimit(Limit, listStreams.max);
      const after = NextToken === undefined ? (ExclusiveStartStreamName ?? '') : parseToken(NextToken).after;
      const all = streams.kinesis.toSorted((a, b) => (a.name < b.name ? -1 : 1)).filter(({ name }) => name > after);
      const page = all.slice(0, Limit);
      const hasMore = page.length < all.length;
      return {
        StreamNames: page.map(({ name }) => name),
        StreamSummaries: page.map(summaryOf),
        HasMoreStreams: hasMore,
        ...(hasMore && { NextToken: formatToken({ stream: '', after: page.at(-1)?.name ?? '' }) }),
      };
    },

    RegisterStreamConsumer: noFanOut,
    SubscribeToShard: noFanOut,
  };
}

function isOnDemand(details: StreamModeDetails | undefined): boolean {
  return details?.StreamMode === 'ON_DEMAND';
}

function summaryOf({ name, arn, createdAt, isOnDemand }: KinesisStream) {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: 'ACTIVE' as const,
    StreamModeDetails: { StreamMode: isOnDemand ? ('ON_DEMAND' as const) : ('PROVISIONED' as const) },
    StreamCreationTimestamp: new Date(createdAt),
  };
}

function descriptionOf(stream: KinesisStream) {
  const common = { RetentionPeriodHours: stream.retentionHours, EnhancedMonitoring: [{ ShardLevelMetrics: [] }] };
  return { ...summaryOf(stream), ...common, EncryptionType: 'NONE' as const };
}

function describeShard({ id, range, startingSequenceNumber }: Shard<unknown>): ShardDescription {
  return {
    ShardId: id,
    HashKeyRange: { StartingHashKey: String(range.start), EndingHashKey: String(range.end) },
    SequenceNumberRange: { StartingSequenceNumber: startingSequenceNumber },
  };
}

function pageOf(
  { shards }: KinesisStream,
  after: string | undefined,
  limit: number | undefined,
  limits: { readonly default: number; readonly max: number },
) {
  checkLimit(limit, limits.max);
  const all = shards.filter(({ id }) => id > (after ?? ''));
  const page = all.slice(0, limit ?? limits.default);
  return { page, hasMore: page.length < all.length };
}

/** Where a list goes on. */
interface Token {
  readonly stream: string;
  readonly after: string;
}

function formatToken({ stream, after }: Token): string {
  return Buffer.from(`${stream} ${after}`).toString('base64');
}

/** @throws {StreamError} it is not one */
function parseToken(text: string): Token {
  const [stream, after, ...others] = Buffer.from(text, 'base64').toString().split(' ');
  if (stream === undefined || after === undefined || others.length > 0) throw invalidArgument('Invalid NextToken.');
  return { stream, after };
}
