import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsApi } from '../../../../test/aws-clients.ts';
import { createStreams } from '../../../../test/streams.ts';
import { attributesOf } from '../../../events/samples/attribute-values.ts';
import type { TableStream } from '../../sources/stream/table-stream.ts';
import { dynamodbStreamsService } from './dynamodb-streams-service.ts';

const NOW = Date.UTC(2026, 0, 1);
const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';

const streams = createStreams();
let now = NOW;
const api = await startAwsApi({
  now: () => now,
  services: { dynamodb: async () => dynamodbStreamsService({ streams }) },
});
const client = new DynamoDBStreamsClient(api.client);
let table: TableStream;

beforeAll(() => {
  const stream = streams.declare(ARN, NOW);
  if (stream.kind !== 'dynamodb') throw new Error('it is not a stream of DynamoDB');
  table = stream;
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});

async function iteratorOf(input = {}) {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: table.arn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const position = { StreamArn: table.arn, ShardId, ShardIteratorType: 'TRIM_HORIZON', ...input } as const;
  return (await client.send(new GetShardIteratorCommand(position))).ShardIterator;
}

describe("AWS's client for DynamoDB Streams", () => {
  it('finds the streams of tables', async () => {
    const summary = { StreamArn: table.arn, TableName: 'orders', StreamLabel: '2026-01-01T00:00:00.000' };
    expect((await client.send(new ListStreamsCommand())).Streams).toEqual([summary]);
    expect((await client.send(new ListStreamsCommand({ TableName: 'other' }))).Streams).toEqual([]);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: ARN }));
    expect(StreamDescription).toMatchObject({
      ...summary,
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });

  it('reads the changes with values of each type', async () => {
    const item = {
      id: '1',
      count: 2,
      isNew: true,
      nothing: null,
      bytes: Buffer.from('a'),
      texts: new Set(['a']),
      numbers: new Set([1]),
      allBytes: new Set([Buffer.from('b')]),
      list: ['a', { b: Buffer.from('c') }],
    };
    table.put({ eventName: 'INSERT', keys: attributesOf({ id: '1' }), newImage: attributesOf(item) }, NOW);
    const { Records } = await client.send(new GetRecordsCommand({ ShardIterator: await iteratorOf() }));
    expect(Records).toMatchObject([
      {
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        dynamodb: {
          ApproximateCreationDateTime: new Date(NOW),
          Keys: { id: { S: '1' } },
          NewImage: {
            id: { S: '1' },
            count: { N: '2' },
            isNew: { BOOL: true },
            nothing: { NULL: true },
            texts: { SS: ['a'] },
            numbers: { NS: ['1'] },
          },
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      },
    ]);
    const image = Records?.[0]?.dynamodb?.NewImage;
    const bytes = [image?.bytes?.B, image?.allBytes?.BS?.[0], image?.list?.L?.[1]?.M?.b?.B];
    expect(bytes.map((each) => Buffer.from(each ?? []).toString())).toEqual(['a', 'b', 'c']);
  });

  it('says that there are no tables', async () => {
    const headers = {
      'X-Amz-Target': 'DynamoDB_20120810.ListTables',
      'Content-Type': 'application/x-amz-json-1.0',
      Authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request',
    };
    const response = await fetch(api.url, { method: 'POST', headers, body: '{}' });
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('tables are not on this machine') });
  });

  it('fails with an iterator that has expired, and for a stream that does not exist', async () => {
    const ShardIterator = await iteratorOf();
    now += 15 * 60_000;
    const read = client.send(new GetRecordsCommand({ ShardIterator }));
    await expect(read).rejects.toBeInstanceOf(ExpiredIteratorException);
    const other = client.send(new DescribeStreamCommand({ StreamArn: ARN.replace('orders', 'other') }));
    await expect(other).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(iteratorOf({ ShardId: 'other' })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
