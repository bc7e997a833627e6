import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  KinesisClient,
  type KinesisClientConfig,
  LimitExceededException,
  ListShardsCommand,
  ListStreamsCommand,
  ProvisionedThroughputExceededException,
  PutRecordCommand,
  PutRecordsCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  SubscribeToShardCommand,
  UpdateMaxRecordSizeCommand,
  ValidationException,
} from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi } from '../../../../test/aws-clients.ts';
import { createStreams } from '../../../../test/streams.ts';
import type { StreamFault } from './kinesis-options.ts';
import { kinesisService } from './kinesis-service.ts';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

const streams = createStreams();
let now: number;
let faults: StreamFault[];
let changes = 0;

beforeEach(() => {
  now = NOW;
  faults = [];
  for (const stream of streams.kinesis) streams.delete(stream);
  streams.create('clicks', NOW, 2);
});

const hasFault = (kind: StreamFault) => {
  if (faults[0] !== kind) return false;
  faults.shift();
  return true;
};
const changed = () => {
  changes += 1;
};

const api = await startAwsApi({
  now: () => now,
  services: { kinesis: async () => kinesisService({ streams, hasFault, changed }) },
});
const clients: KinesisClient[] = [];
function createClient(config: KinesisClientConfig = {}) {
  const client = new KinesisClient({ ...api.client, ...config });
  clients.push(client);
  return client;
}
const kinesis = createClient();

afterAll(async () => {
  for (const client of clients) client.destroy();
  await api[Symbol.asyncDispose]();
});

const text = (data: string) => Buffer.from(data);

async function iteratorOf(ShardId: string, more = {}) {
  const input = { StreamName: 'clicks', ShardId, ShardIteratorType: 'TRIM_HORIZON', ...more } as const;
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(input));
  return ShardIterator;
}

describe("AWS's client for Kinesis", () => {
  it('speaks HTTP/2 by default, and HTTP/1.1 at the same port', async () => {
    // Other clients of AWS speak HTTP/1.1.
    const { requestHandler } = new SQSClient(api.client).config;
    const other = createClient({ requestHandler });
    for (const client of [kinesis, other]) {
      expect((await client.send(new ListStreamsCommand())).StreamNames).toEqual(['clicks']);
    }
    expect([...api.versions].sort()).toEqual(['1.1', '2.0']);
  });

  it('has many requests at the same time on one connection', async () => {
    const puts = Array.from({ length: 100 }, (_, index) => {
      return kinesis.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: String(index), Data: text('x') }));
    });
    const numbers = (await Promise.all(puts)).map(({ SequenceNumber }) => SequenceNumber);
    expect(new Set(numbers).size).toBe(100);
  });

  it('puts a large record', async () => {
    await kinesis.send(
      new UpdateMaxRecordSizeCommand({ StreamARN: streams.find('clicks')?.arn, MaxRecordSizeInKiB: 10_240 }),
    );
    const Data = Buffer.alloc(10 * 1024 * 1024 - 1, 'x');
    const { ShardId = '' } = await kinesis.send(
      new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data }),
    );
    const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator: await iteratorOf(ShardId) }));
    expect(Buffer.from(Records?.[0]?.Data ?? []).equals(Data)).toBe(true);
  });
});

describe('PutRecord', () => {
  it('returns where the record is, from where it can be read', async () => {
    const before = changes;
    const put = await kinesis.send(
      new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data: text('hello') }),
    );
    expect(put).toMatchObject({ ShardId: 'shardId-000000000000', SequenceNumber: expect.stringMatching(/^49\d{54}$/) });
    expect(changes).toBe(before + 1);
    const result = await kinesis.send(new GetRecordsCommand({ ShardIterator: await iteratorOf(put.ShardId ?? '') }));
    expect(result).toMatchObject({
      MillisBehindLatest: 0,
      NextShardIterator: expect.any(String),
      Records: [{ PartitionKey: 'a', SequenceNumber: put.SequenceNumber, ApproximateArrivalTimestamp: new Date(NOW) }],
    });
    expect(Buffer.from(result.Records?.[0]?.Data ?? []).toString()).toBe('hello');
  });

  it('finds the stream by an ARN of any account', async () => {
    const StreamARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks';
    expect(await kinesis.send(new PutRecordCommand({ StreamARN, PartitionKey: 'a', Data: text('') }))).toHaveProperty(
      'ShardId',
    );
  });

  it('writes nothing in a dry run', async () => {
    const input = { StreamName: 'clicks', PartitionKey: 'a', Data: text(''), DryRun: true };
    await expect(kinesis.send(new PutRecordCommand(input))).rejects.toMatchObject({ name: 'DryRunOperationException' });
    expect(streams.find('clicks')?.shards.flatMap((shard) => shard.all(NOW))).toEqual([]);
  });

  it.each([
    [ResourceNotFoundException, { StreamName: 'other', PartitionKey: 'a', Data: text('') }],
    [InvalidArgumentException, { PartitionKey: 'a', Data: text('') }],
    [ValidationException, { StreamName: 'clicks', PartitionKey: 'a'.repeat(257), Data: text('') }],
    [ValidationException, { StreamName: 'clicks', PartitionKey: 'a', Data: Buffer.alloc(1024 * 1024) }],
    [InvalidArgumentException, { StreamName: 'clicks', PartitionKey: 'a', Data: text(''), ExplicitHashKey: '-1' }],
  ])('fails with %o', async (error, input) => {
    await expect(kinesis.send(new PutRecordCommand(input))).rejects.toBeInstanceOf(error);
  });

  it('can be throttled', async () => {
    faults = ['throttle'];
    const put = kinesis.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data: text('') }));
    await expect(put).rejects.toBeInstanceOf(ProvisionedThroughputExceededException);
  });
});

describe('PutRecords', () => {
  const records = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ PartitionKey: String(index), Data: text('x') }));

  it('puts up to 500 records, in their order', async () => {
    const result = await kinesis.send(new PutRecordsCommand({ StreamName: 'clicks', Records: records(500) }));
    expect(result.FailedRecordCount).toBe(0);
    const numbers = result.Records?.map(({ SequenceNumber }) => SequenceNumber) ?? [];
    expect(numbers).toEqual(numbers.toSorted());
    expect(new Set(result.Records?.map(({ ShardId }) => ShardId)).size).toBe(2);
  });

  it('fails for some records, and puts the others', async () => {
    faults = ['throttle'];
    expect(await kinesis.send(new PutRecordsCommand({ StreamName: 'clicks', Records: records(2) }))).toMatchObject({
      FailedRecordCount: 1,
      Records: [
        { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: expect.stringContaining('clicks') },
        { SequenceNumber: expect.any(String), ShardId: expect.any(String) },
      ],
    });
  });

  it.each([0, 501])('rejects %i records', async (count) => {
    const put = kinesis.send(new PutRecordsCommand({ StreamName: 'clicks', Records: records(count) }));
    await expect(put).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('GetRecords', () => {
  it('reads on with the next iterator', async () => {
    for (const data of ['1', '2', '3']) streams.find('clicks')?.put({ partitionKey: 'a', data: text(data) }, now);
    const texts: string[] = [];
    let ShardIterator = await iteratorOf('shardId-000000000000');
    for (let count = 0; count < 4; count++) {
      const { Records = [], NextShardIterator } = await kinesis.send(
        new GetRecordsCommand({ ShardIterator, Limit: 1 }),
      );
      texts.push(...Records.map(({ Data = [] }) => Buffer.from(Data).toString()));
      ShardIterator = NextShardIterator;
    }
    expect(texts).toEqual(['1', '2', '3']);
  });

  it('fails with an iterator that has expired', async () => {
    const ShardIterator = await iteratorOf('shardId-000000000000');
    now += 5 * MINUTE;
    await expect(kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toBeInstanceOf(
      ExpiredIteratorException,
    );
    faults = ['expired-iterator'];
    const fresh = await iteratorOf('shardId-000000000000');
    await expect(kinesis.send(new GetRecordsCommand({ ShardIterator: fresh }))).rejects.toBeInstanceOf(
      ExpiredIteratorException,
    );
    expect(await kinesis.send(new GetRecordsCommand({ ShardIterator: fresh }))).toMatchObject({ Records: [] });
  });

  it('fails with another text, or a limit that is too large', async () => {
    const read = (input: { ShardIterator: string; Limit?: number }) => kinesis.send(new GetRecordsCommand(input));
    await expect(read({ ShardIterator: 'other' })).rejects.toBeInstanceOf(InvalidArgumentException);
    const ShardIterator = (await iteratorOf('shardId-000000000000')) ?? '';
    await expect(read({ ShardIterator, Limit: 10_001 })).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('GetShardIterator', () => {
  it.each([
    [ResourceNotFoundException, { ShardId: 'shardId-000000000009' }],
    [ValidationException, { ShardIteratorType: 'OLDEST' }],
    [InvalidArgumentException, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '1' }],
    [InvalidArgumentException, { ShardIteratorType: 'AT_TIMESTAMP' }],
  ])('fails with %o', async (error, input) => {
    await expect(iteratorOf('shardId-000000000000', input)).rejects.toBeInstanceOf(error);
  });
});

describe('streams', () => {
  it('are created, described, listed and deleted', async () => {
    await kinesis.send(new CreateStreamCommand({ StreamName: 'views', ShardCount: 3, MaxRecordSizeInKiB: 2048 }));
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: 'views' }));
    expect(StreamDescription).toMatchObject({
      StreamName: 'views',
      StreamARN: 'arn:aws:kinesis:eu-central-1:012345678912:stream/views',
      StreamStatus: 'ACTIVE',
      HasMoreShards: false,
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: new Date(NOW),
    });
    expect(StreamDescription?.Shards).toHaveLength(3);
    expect(StreamDescription?.Shards?.at(-1)?.HashKeyRange?.EndingHashKey).toBe(String(2n ** 128n - 1n));
    const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'views' }));
    expect(summary.StreamDescriptionSummary).toMatchObject({ OpenShardCount: 3, MaxRecordSizeInKiB: 2048 });
    const first = await kinesis.send(new ListStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ StreamNames: ['clicks'], HasMoreStreams: true });
    const second = await kinesis.send(new ListStreamsCommand({ NextToken: first.NextToken }));
    expect(second).toMatchObject({ StreamNames: ['views'], HasMoreStreams: false });
    await kinesis.send(new DeleteStreamCommand({ StreamName: 'views' }));
    expect((await kinesis.send(new ListStreamsCommand())).StreamNames).toEqual(['clicks']);
  });

  it('have shards, which are listed in pages', async () => {
    await kinesis.send(
      new CreateStreamCommand({ StreamName: 'views', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    );
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'views' }));
    expect(StreamDescriptionSummary).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    const ids: (string | undefined)[] = [];
    let page = await kinesis.send(new ListShardsCommand({ StreamName: 'views', MaxResults: 3 }));
    ids.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId));
    page = await kinesis.send(new ListShardsCommand({ NextToken: page.NextToken, MaxResults: 3 }));
    ids.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId));
    expect(page.NextToken).toBeUndefined();
    expect(ids).toEqual([0, 1, 2, 3].map((index) => `shardId-00000000000${index}`));
  });

  it.each([
    [ResourceInUseException, { StreamName: 'clicks', ShardCount: 1 }],
    [ValidationException, { StreamName: 'a b', ShardCount: 1 }],
    [LimitExceededException, { StreamName: 'views', ShardCount: 2000 }],
    [ValidationException, { StreamName: 'views', MaxRecordSizeInKiB: 1 }],
  ])('are not created: %o', async (error, input) => {
    await expect(kinesis.send(new CreateStreamCommand(input))).rejects.toBeInstanceOf(error);
    expect(streams.kinesis).toHaveLength(1);
  });
});

describe('what Kinesis on this machine does not have', () => {
  it('is an error that says what to use instead', async () => {
    const input = {
      ConsumerARN: 'arn:aws:kinesis:eu-west-1:1:stream/clicks/consumer/a:1',
      ShardId: 'shardId-000000000000',
    };
    const subscribe = kinesis.send(new SubscribeToShardCommand({ ...input, StartingPosition: { Type: 'LATEST' } }));
    await expect(subscribe).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining('GetRecords'),
    });
  });
});
