import { fileURLToPath } from 'node:url';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../../test/test-project.ts';
import type { LocalOptions } from '../../options/local-options.ts';

const clicksRuntime = fileURLToPath(new URL('../../../../test/clicks-runtime.ts', import.meta.url));

const KINESIS_ARN = 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks';
const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';

interface TriggerSettings {
  readonly type?: 'kinesis' | 'dynamodb';
  /** More keys of the stream, and of the trigger. */
  readonly stream?: string;
  readonly more?: string;
  /** Another section. */
  readonly end?: string;
}

/** A project whose function reads a stream with these settings. */
async function withTrigger(
  { type = 'kinesis', stream = '', more = '', end = '' }: TriggerSettings = {},
  options: LocalOptions = {},
) {
  const arn = type === 'kinesis' ? KINESIS_ARN : TABLE_ARN;
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }
lambda: { name: worker }
trigger: { type: ${type}, stream: { arn: "${arn}"${stream} }${more} }
${end}
`,
  });
  const local = await startTestProject(project, options);
  return {
    project,
    local,
    stream: local.stream(type === 'kinesis' ? 'clicks' : 'orders'),
    ...disposing(project, local),
  };
}

function disposing(project: TestProject, local: TestLocal) {
  return {
    async [Symbol.asyncDispose]() {
      await local.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

interface KinesisEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/** The data of the records of each invocation. */
function batches(local: TestLocal): string[][] {
  return local.invocations.map(({ event }) =>
    (event as KinesisEvent).Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()),
  );
}

function bodiesOf(local: TestLocal, queue: string): unknown[] {
  return local.queue(queue).messages.map(({ body }) => JSON.parse(body));
}

describe('a trigger that reads a stream of Kinesis', () => {
  it('invokes the function with the records of a shard, in their order', async () => {
    await using test = await withTrigger();
    const { local, stream } = test;
    const [first] = stream.put('a', Buffer.from('b'), { data: 'c', partitionKey: '1' });
    await local.settled();
    expect(batches(local)).toEqual([['a', 'b', 'c']]);
    expect(local.invocations[0]).toMatchObject({ source: 'kinesis', function: 'main', attempt: 1 });
    expect(await local.until('records')).toMatchObject({ stream: 'clicks', shard: first?.shardId, records: 3 });
  });

  it('is announced with the ARN of its stream', async () => {
    await using test = await withTrigger();
    const streams = [{ name: 'clicks', arn: test.stream.arn }];
    expect(await test.local.until('listening')).toMatchObject({ streams });
  });

  it('sends the event that Lambda sends', async () => {
    await using test = await withTrigger();
    const { local, stream } = test;
    const [position] = stream.put({ data: 'hello', partitionKey: 'key' });
    expect(stream.records).toEqual([{ ...position, data: Buffer.from('hello'), partitionKey: 'key' }]);
    await local.settled();
    // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    expect(local.invocations[0]?.event).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'key',
            sequenceNumber: position?.sequenceNumber,
            data: 'aGVsbG8=',
            approximateArrivalTimestamp: expect.any(Number),
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `${position?.shardId}:${position?.sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: expect.stringMatching(/^arn:aws:iam::012345678912:role\//),
          awsRegion: stream.arn.split(':')[3],
          eventSourceARN: stream.arn,
        },
      ],
    });
  });

  it('blocks the shard of a batch that fails, until it succeeds or is given up, and no other shard', async () => {
    await using test = await withTrigger({ stream: ', retries: 1', more: ', on_failure: { queue: failed }' });
    const { local, stream } = test;
    const [poison] = stream.put({ data: '{"fail":"Poison"}', partitionKey: 'a' });
    await local.settled();
    stream.put({ data: 'behind it', partitionKey: 'a' }, { data: 'elsewhere', partitionKey: 'b' });
    await local.settled();
    expect(batches(local)).toEqual([['{"fail":"Poison"}'], ['elsewhere']]);
    expect(await local.until('records-returned')).toMatchObject({ returned: 1, records: 1, isSplit: false });
    await local.clock.skip('next');
    expect(batches(local).slice(2)).toEqual([['{"fail":"Poison"}'], ['behind it']]);
    expect(local.invocations.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 1]);
    // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    expect(bodiesOf(local, 'failed')).toEqual([
      {
        requestContext: {
          requestId: local.invocations[2]?.requestId,
          functionArn: expect.stringMatching(/:function:worker$/),
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        KinesisBatchInfo: {
          shardId: poison?.shardId,
          startSequenceNumber: poison?.sequenceNumber,
          endSequenceNumber: poison?.sequenceNumber,
          approximateArrivalOfFirstRecord: expect.stringMatching(/Z$/),
          approximateArrivalOfLastRecord: expect.stringMatching(/Z$/),
          batchSize: 1,
          streamArn: stream.arn,
        },
      },
    ]);
    expect(await local.until('records-discarded')).toMatchObject({ deliveries: 2, destination: 'the queue failed' });
  });

  it('processes shards at the same time, and each of them in order, with several instances', async () => {
    await using test = await withTrigger({}, { instances: 2 });
    const { local, stream } = test;
    stream.put({ data: '{"hang":true}', partitionKey: 'a' });
    await local.until('start');
    const put = stream.put({ data: 'behind it', partitionKey: 'a' }, { data: 'elsewhere', partitionKey: 'b' });
    await local.until('end');
    const shards = local.events.flatMap((event) => (event.type === 'records' ? [event.shard] : []));
    expect(shards).toEqual(put.map(({ shardId }) => shardId));
  });

  it('retries for 24 hours by default', async () => {
    await using test = await withTrigger({ stream: ', batch_size: 1' });
    const { local, stream } = test;
    stream.put('{"fail":"Poison"}');
    await local.settled();
    await local.clock.skip('30m');
    stream.put('behind it');
    expect(batches(local).flat()).not.toContain('behind it');
    await local.clock.skip('24h');
    expect(batches(local).at(-1)).toEqual(['behind it']);
    expect(await local.until('records-discarded')).toMatchObject({ condition: 'RecordAgeExceeded' });
  });

  it('gives up records at max_age, and says that its destination is not on this machine', async () => {
    await using test = await withTrigger({
      more: ', max_age: 60, on_failure: { arn: "arn:aws:sqs:eu-central-1:123456789012:old" }',
    });
    const { local, stream } = test;
    stream.put('{"fail":"Poison"}');
    await local.settled();
    await local.clock.skip('61s');
    expect(await local.until('records-discarded')).toMatchObject({
      condition: 'RecordAgeExceeded',
      destination: expect.stringContaining('nothing of this machine'),
    });
  });

  it('splits a batch that fails with bisect', async () => {
    await using test = await withTrigger({ stream: ', bisect: true, retries: 0' });
    const { local, stream } = test;
    stream.put('a', 'b', '{"fail":"Poison"}', 'd');
    await local.settled();
    expect(batches(local).slice(1)).toEqual([['a', 'b'], ['{"fail":"Poison"}', 'd'], ['{"fail":"Poison"}'], ['d']]);
  });

  it('delivers from the lowest record on that the function reports', async () => {
    await using test = await withTrigger({ stream: ', partial_batch_response: true, retries: 1' });
    const { local, stream } = test;
    stream.put('a', '{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"$1\\"}]}"}', 'c');
    await local.settled();
    expect(batches(local)).toHaveLength(1);
    await local.clock.skip('next');
    expect(batches(local)[1]?.slice(1)).toEqual(['c']);
  });

  /** A response, and how many of 2 records are delivered again. */
  it.each([
    ['null', 0],
    ['{}', 0],
    ['{"batchItemFailures":null}', 0],
    ['{"batchItemFailures":[]}', 0],
    ['', 2],
    ['not JSON', 2],
    ['{"batchItemFailures":[{}]}', 2],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', 2],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', 2],
    ['{"batchItemFailures":[{"itemIdentifier":"unknown"}]}', 2],
    ['{"batchItemFailures":[{"id":"$0"}]}', 2],
    ['{"batchItemFailures":[{"itemIdentifier":"$1"}]}', 1],
    ['{"batchItemFailures":[{"itemIdentifier":"$1"},{"itemIdentifier":"$0"}]}', 2],
  ])('obeys the report %o: %i are delivered again', async (response, returned) => {
    await using test = await withTrigger({ stream: ', partial_batch_response: true' });
    const { local, stream } = test;
    stream.put(JSON.stringify({ respond: response }), 'b');
    await local.settled();
    const found = local.events.find((event) => event.type === 'records-returned');
    expect(found?.returned ?? 0).toBe(returned);
  });

  it('ignores a report that it does not ask for, and warns', async () => {
    await using test = await withTrigger();
    const { local, stream } = test;
    stream.put('{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"$0\\"}]}"}');
    await local.settled();
    expect(await local.until('warning', ({ message }) => message.includes('reported'))).toMatchObject({
      message: expect.stringContaining('stream.partial_batch_response'),
    });
    await local.clock.skip('1h');
    expect(local.invocations).toHaveLength(1);
  });

  it('fails the batch with --strict', async () => {
    await using test = await withTrigger({}, { strict: true });
    const { local, stream } = test;
    stream.put('{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"$0\\"}]}"}');
    await local.settled();
    expect(await local.until('records-returned')).toMatchObject({ reason: '--strict does not accept that' });
  });

  it('collects records until the batch is full, or its window ends', async () => {
    await using test = await withTrigger({ stream: ', batch_size: 2, batch_window: 5' });
    const { local, stream } = test;
    stream.put('1', '2', '3');
    await local.settled();
    expect(batches(local)).toEqual([['1', '2']]);
    await local.clock.skip('next');
    expect(batches(local)).toEqual([['1', '2'], ['3']]);
  });

  it('drops what does not match its filter', async () => {
    await using test = await withTrigger({ more: ', filter: { data: { kind: [a] } }' });
    const { local, stream } = test;
    stream.put('{"kind":"b"}', '{"kind":"a"}', 'not JSON');
    await local.settled();
    expect(batches(local)).toEqual([['{"kind":"a"}']]);
  });

  it('says that it is not enabled', async () => {
    await using test = await withTrigger({ more: ', enabled: false' });
    const { local, stream } = test;
    stream.put('a');
    await local.settled();
    expect(local.invocations).toEqual([]);
    const warning = await local.until('warning', ({ message }) => message.includes('not enabled'));
    expect(warning.message).toContain('the trigger of the stream clicks');
  });

  it('delivers a batch again that has succeeded, on request', async () => {
    await using test = await withTrigger({}, { faults: ['stream=replay:1'] });
    const { local, stream } = test;
    stream.put('a');
    await local.settled();
    expect(batches(local)).toEqual([['a'], ['a']]);
    expect(local.invocations.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('delivers each batch once more if that fault is permanent', async () => {
    await using test = await withTrigger({ stream: ', batch_size: 1' }, { faults: ['stream=replay'] });
    const { local, stream } = test;
    stream.put('a', 'b');
    await local.settled();
    expect(batches(local)).toEqual([['a'], ['a'], ['b'], ['b']]);
  });

  it('has the shards that the section local declares', async () => {
    await using test = await withTrigger({ end: 'local: { streams: { clicks: { shards: 1 } } }' });
    const { local, stream } = test;
    stream.put(...['a', 'b', 'c', 'd'].map((partitionKey) => ({ data: partitionKey, partitionKey })));
    await local.settled();
    expect(batches(local)).toEqual([['a', 'b', 'c', 'd']]);
  });

  it("is fed by AWS's client, with HTTP/2, in the function's environment too", async () => {
    await using test = await withTrigger();
    const { local, stream } = test;
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new KinesisClient({ endpoint: local.url, region: 'eu-central-1', credentials });
    const Records = ['a', 'b'].map((data) => ({ Data: Buffer.from(data), PartitionKey: '1' }));
    const put = await client.send(new PutRecordsCommand({ StreamARN: KINESIS_ARN, Records }));
    await local.settled();
    expect(batches(local)).toEqual([['a', 'b']]);
    const ShardId = put.Records?.[0]?.ShardId;
    const position = { StreamName: 'clicks', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(position));
    expect((await client.send(new GetRecordsCommand({ ShardIterator }))).Records).toHaveLength(2);
    client.destroy();
    stream.put('{"describe":"AWS_ENDPOINT_URL_KINESIS"}');
    await local.settled();
    expect(local.invocations.at(-1)?.response).toMatchObject({ variable: local.url });
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['Kinesis'] });
  });

  it('explains what its stream does not accept', async () => {
    await using test = await withTrigger();
    const { local, stream } = test;
    expect(() => stream.put({ data: '', partitionKey: '' })).toThrow(
      /^the stream clicks rejects the record: .*'partitionKey' failed/,
    );
    expect(() => stream.put({ newImage: { id: '1' } })).toThrow('clicks is a stream of Kinesis: put texts, bytes or');
    expect(() => local.stream('other')).toThrow('there is no stream "other": the streams of this emulator are clicks');
  });
});

describe('two functions that a stream connects', () => {
  it("use it with AWS's unmodified client, which finds it by the ARN of the real one", async () => {
    await using project = await createTestProject({
      'lambda.yaml': `project: shop
functions:
  site: { handler: app.Site, environment: { STREAM_ARN: "${KINESIS_ARN}" } }
  statistics: { handler: app.Statistics, triggers: [{ type: kinesis, stream: { arn: "${KINESIS_ARN}" } }] }
`,
    });
    await using local = await startTestProject(project, {}, clicksRuntime);
    const Payload = JSON.stringify({ texts: ['/', '/about'] });
    await local.client.send(new InvokeCommand({ FunctionName: 'site', Payload }));
    await local.settled();
    expect(local.invocations.map(({ function: name, response }) => [name, response])).toEqual([
      ['site', { put: 2, read: [] }],
      ['statistics', { put: 0, read: ['/', '/about'] }],
    ]);
    expect(await local.until('aws-access')).toMatchObject({ localVariables: ['STREAM_ARN'] });
  });
});

describe('a trigger that reads the stream of a table of DynamoDB', () => {
  it('invokes the function with changes, in the notation of DynamoDB', async () => {
    await using test = await withTrigger({ type: 'dynamodb' });
    const { local, stream } = test;
    stream.put(
      { newImage: { id: '1', count: 1, tags: new Set(['a']), more: { list: [null, true] } } },
      { newImage: { id: { S: '1' } }, oldImage: { id: { S: '1' } } },
      { oldImage: { id: '1' }, keys: { id: '1' } },
    );
    await local.settled();
    expect(stream.records).toMatchObject([{ eventName: 'INSERT' }, { eventName: 'MODIFY' }, { eventName: 'REMOVE' }]);
    // The event of a batch always has them.
    const { Records } = (local.invocations[0]?.event ?? {}) as { Records: object[] };
    // https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    expect(Records[0]).toEqual({
      eventID: expect.stringMatching(/^[\da-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: stream.arn.split(':')[3],
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { id: { S: '1' } },
        NewImage: {
          id: { S: '1' },
          count: { N: '1' },
          tags: { SS: ['a'] },
          more: { M: { list: { L: [{ NULL: true }, { BOOL: true }] } } },
        },
        SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: stream.arn,
    });
    expect(Records.slice(1)).toMatchObject([
      { eventName: 'MODIFY', dynamodb: { NewImage: { id: { S: '1' } }, OldImage: { id: { S: '1' } } } },
      { eventName: 'REMOVE', dynamodb: { OldImage: { id: { S: '1' } } } },
    ]);
    expect(local.invocations[0]?.source).toBe('dynamodb');
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['DynamoDB Streams'] });
  });

  it('sends where the records are that it gives up', async () => {
    await using test = await withTrigger({
      type: 'dynamodb',
      stream: ', retries: 0',
      more: ', on_failure: { queue: failed }',
    });
    const { local, stream } = test;
    stream.put({ newImage: { id: '1', do: '{"fail":"Poison"}' } });
    await local.settled();
    // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    expect(bodiesOf(local, 'failed')).toMatchObject([
      { DDBStreamBatchInfo: { batchSize: 1, streamArn: stream.arn }, requestContext: { approximateInvokeCount: 1 } },
    ]);
  });

  it('has a filter for the images', async () => {
    await using test = await withTrigger({
      type: 'dynamodb',
      more: ', filter: { eventName: [INSERT], dynamodb: { NewImage: { id: { S: ["1"] } } } }',
    });
    const { local, stream } = test;
    stream.put({ newImage: { id: '1' } }, { newImage: { id: '2' } }, { oldImage: { id: '1' } });
    await local.settled();
    expect(local.invocations[0]?.event).toMatchObject({ Records: [{ eventName: 'INSERT' }] });
  });

  it('explains what its stream does not accept', async () => {
    await using test = await withTrigger({ type: 'dynamodb' });
    const { stream } = test;
    expect(() => stream.put('text')).toThrow('orders is a table of DynamoDB: put { newImage, oldImage, keys }');
    expect(() => stream.put({ newImage: { id: '1' }, eventName: 'REMOVE' })).toThrow('REMOVE needs an old image');
    expect(() => stream.put({ newImage: {} })).toThrow('the change has no keys');
  });
});
