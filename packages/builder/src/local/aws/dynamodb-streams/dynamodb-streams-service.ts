import type {
  DescribeStreamInput,
  DescribeStreamOutput,
  GetRecordsInput,
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
  ListStreamsInput,
  ListStreamsOutput,
  _Record as WireRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { withBytes } from '../../../events/samples/attribute-values.ts';
import type { Shard, StreamRecord } from '../../sources/stream/shard.ts';
import { expired, streamOfIterator } from '../../sources/stream/shard-iterators.ts';
import { StreamError } from '../../sources/stream/stream-error.ts';
import type { Streams } from '../../sources/stream/streams.ts';
import type { Change, TableStream } from '../../sources/stream/table-stream.ts';
import type { AwsCall, AwsService } from '../aws-service.ts';
import { checkedType, checkLimit } from '../kinesis/iterator-input.ts';
import { withStreamErrors } from '../kinesis/stream-errors.ts';
import { dynamodbStreamsModel } from '../model/dynamodb-streams.generated.ts';
import { linkModel } from '../model/service-model.ts';

const BODY_LIMIT = 1024 * 1024;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html, and of the others */
const MAX_STREAMS = 100;
const MAX_SHARDS = 100;
const MAX_RECORDS = 1000;

/** What DynamoDB Streams on this machine depends on. */
export interface DynamodbStreamsOptions {
  readonly streams: Streams;
  /** Whether to do this now. Default: never. */
  readonly hasFault?: ((kind: 'expired-iterator') => boolean) | undefined;
}

/** DynamoDB Streams over local streams. There are no tables. */
export function dynamodbStreamsService({ streams, hasFault = () => false }: DynamodbStreamsOptions): AwsService {
  const operations = {
    ListStreams({ TableName, Limit = MAX_STREAMS, ExclusiveStartStreamArn }: ListStreamsInput): ListStreamsOutput {
      checkLimit(Limit, MAX_STREAMS);
      const all = streams.tables.filter(({ name }) => TableName === undefined || name === TableName);
      const start = all.findIndex(({ arn }) => arn === ExclusiveStartStreamArn) + 1;
      const page = all.slice(start, start + Limit);
      const last = start + page.length < all.length ? { LastEvaluatedStreamArn: page.at(-1)?.arn } : {};
      return { Streams: page.map(summaryOf), ...last };
    },

    DescribeStream(input: DescribeStreamInput): DescribeStreamOutput {
      const stream = existingTable(streams, input.StreamArn);
      const { Limit = MAX_SHARDS, ExclusiveStartShardId: after = '' } = input;
      checkLimit(Limit, MAX_SHARDS);
      const all = stream.shards.filter(({ id }) => id > after);
      const page = all.slice(0, Limit);
      return {
        StreamDescription: {
          ...summaryOf(stream),
          StreamStatus: 'ENABLED',
          StreamViewType: 'NEW_AND_OLD_IMAGES',
          CreationRequestDateTime: new Date(stream.createdAt),
          KeySchema: stream.keyNames.map((AttributeName, index) => ({
            AttributeName,
            KeyType: index === 0 ? 'HASH' : 'RANGE',
          })),
          Shards: page.map(({ id, startingSequenceNumber }) => ({
            ShardId: id,
            SequenceNumberRange: { StartingSequenceNumber: startingSequenceNumber },
          })),
          ...(page.length < all.length && { LastEvaluatedShardId: page.at(-1)?.id }),
        },
      };
    },

    GetShardIterator(input: GetShardIteratorInput, { now }: AwsCall): GetShardIteratorOutput {
      const stream = existingTable(streams, input.StreamArn);
      const type = checkedType(input.ShardIteratorType, [
        'TRIM_HORIZON',
        'LATEST',
        'AT_SEQUENCE_NUMBER',
        'AFTER_SEQUENCE_NUMBER',
      ]);
      const { ShardId: shardId = '', SequenceNumber: sequenceNumber } = input;
      return { ShardIterator: stream.iterator({ shardId, type, sequenceNumber }, now) };
    },

    GetRecords({ ShardIterator = '', Limit }: GetRecordsInput, { now }: AwsCall): GetRecordsOutput {
      checkLimit(Limit, MAX_RECORDS);
      const stream = existingTable(streams, streamOfIterator(ShardIterator));
      if (hasFault('expired-iterator')) throw expired(now, 0, now);
      const { records, nextIterator, shard } = stream.readIterator(ShardIterator, Limit, now);
      return { Records: records.map((record) => wireRecord(stream, shard, record)), NextShardIterator: nextIterator };
    },
  };
  return {
    model: linkModel(dynamodbStreamsModel),
    style: 'rpc',
    bodyLimit: BODY_LIMIT,
    missingOperations: 'tables are not on this machine, so give the client of DynamoDB another endpoint',
    operations: withStreamErrors(operations),
  };
}

/** @throws {StreamError} there is no such stream */
function existingTable(streams: Streams, arn = ''): TableStream {
  const stream = streams.findByArn(arn);
  if (stream?.kind === 'dynamodb') return stream;
  const arns = streams.tables.map((each) => each.arn).join(', ') || 'none';
  throw new StreamError(
    'ResourceNotFoundException',
    `Requested resource not found: Stream: ${arn} not found. The emulator has ${arns}`,
  );
}

function summaryOf({ arn, name, label }: TableStream) {
  return { StreamArn: arn, TableName: name, StreamLabel: label };
}

function wireRecord(stream: TableStream, shard: Shard<Change>, stored: StreamRecord<Change>): WireRecord {
  const { dynamodb, eventSourceARN: _, eventName, ...record } = stream.eventRecord(shard, stored).record;
  const { Keys, NewImage, OldImage, StreamViewType, ...rest } = dynamodb;
  return {
    ...record,
    eventName: stored.content.eventName,
    dynamodb: {
      ...rest,
      ApproximateCreationDateTime: new Date(dynamodb.ApproximateCreationDateTime * 1000),
      Keys: withBytes(Keys),
      ...(NewImage !== undefined && { NewImage: withBytes(NewImage) }),
      ...(OldImage !== undefined && { OldImage: withBytes(OldImage) }),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}
