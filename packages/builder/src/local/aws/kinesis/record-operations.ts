import type {
  GetRecordsInput,
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
  PutRecordInput,
  PutRecordOutput,
  PutRecordsInput,
  PutRecordsOutput,
} from '@aws-sdk/client-kinesis';
import type { KinesisInput, KinesisStream } from '../../sources/stream/kinesis-stream.ts';
import { expired, streamOfIterator } from '../../sources/stream/shard-iterators.ts';
import { invalidArgument, invalidMember, StreamError } from '../../sources/stream/stream-error.ts';
import type { AwsCall } from '../aws-service.ts';
import { existingStream, type StreamReference } from './existing-stream.ts';
import { checkedType, checkLimit } from './iterator-input.ts';
import type { KinesisOptions } from './kinesis-options.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const MAX_LIMIT = 10_000;

/** Operations on the records of a stream. */
export function recordOperations({ streams, changed, hasFault = () => false }: KinesisOptions) {
  const throttled = ({ name }: KinesisStream) =>
    `Rate exceeded for a shard in stream ${name} under account ${streams.account}.`;

  return {
    PutRecord(input: PutRecordInput, { now }: AwsCall): PutRecordOutput {
      const stream = existingStream(streams, input);
      if (hasFault('throttle')) throw new StreamError('ProvisionedThroughputExceededException', throttled(stream));
      rejectDryRun(input);
      const { shardId, sequenceNumber } = stream.put(recordOf(input), now);
      changed();
      return { ShardId: shardId, SequenceNumber: sequenceNumber };
    },

    PutRecords(input: PutRecordsInput, { now }: AwsCall): PutRecordsOutput {
      const stream = existingStream(streams, input);
      const records = (input.Records ?? []).map(recordOf);
      stream.checkAll(records);
      rejectDryRun(input);
      const results = records.map((record) => {
        if (hasFault('throttle')) {
          return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: throttled(stream) };
        }
        const { shardId, sequenceNumber } = stream.put(record, now);
        return { ShardId: shardId, SequenceNumber: sequenceNumber };
      });
      changed();
      return { FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length, Records: results };
    },

    GetShardIterator(input: GetShardIteratorInput, { now }: AwsCall): GetShardIteratorOutput {
      const stream = existingStream(streams, input);
      const type = checkedType(input.ShardIteratorType, [
        'AT_SEQUENCE_NUMBER',
        'AFTER_SEQUENCE_NUMBER',
        'TRIM_HORIZON',
        'LATEST',
        'AT_TIMESTAMP',
      ]);
      const { ShardId: shardId = '', StartingSequenceNumber: sequenceNumber, Timestamp: timestamp } = input;
      return { ShardIterator: stream.iterator({ shardId, type, sequenceNumber, timestamp }, now) };
    },

    GetRecords({ ShardIterator = '', Limit, StreamARN }: GetRecordsInput, { now }: AwsCall): GetRecordsOutput {
      checkLimit(Limit, MAX_LIMIT);
      const stream = existingStream(streams, iteratorReference(ShardIterator, StreamARN));
      if (hasFault('expired-iterator')) throw expired(now, 0, now);
      const { records, nextIterator, millisBehindLatest } = stream.readIterator(ShardIterator, Limit, now);
      return {
        Records: records.map(({ sequenceNumber, arrivedAt, content }) => ({
          SequenceNumber: sequenceNumber,
          ApproximateArrivalTimestamp: new Date(arrivedAt),
          Data: content.data,
          PartitionKey: content.partitionKey,
        })),
        NextShardIterator: nextIterator,
        MillisBehindLatest: millisBehindLatest,
      };
    },
  };
}

function recordOf({
  Data,
  PartitionKey,
  ExplicitHashKey,
}: Pick<PutRecordInput, 'Data' | 'PartitionKey' | 'ExplicitHashKey'>): KinesisInput {
  if (PartitionKey === undefined) throw invalidMember('partitionKey', 'not be null');
  return { partitionKey: PartitionKey, data: Data ?? Buffer.alloc(0), explicitHashKey: ExplicitHashKey };
}

function rejectDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun !== true) return;
  throw new StreamError('DryRunOperationException', 'Request would have succeeded, but DryRun flag is set.');
}

function iteratorReference(iterator: string, StreamARN: string | undefined): StreamReference {
  const arn = streamOfIterator(iterator);
  if (arn === undefined) throw invalidArgument('Invalid ShardIterator.');
  return { StreamARN: StreamARN ?? arn };
}
