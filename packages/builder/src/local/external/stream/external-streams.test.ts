import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type InterceptedCall, type Interference, interfereWith } from '../../../../test/aws-interference.ts';
import { startTestLocal, startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const ORDERS = 'arn:aws:kinesis:us-east-1:123456789012:stream/orders';
const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/carts/stream/2026-01-01T00:00:00.000';

/** Starts an emulator with a stream, and one whose function reads it. */
async function startStreams(
  type: 'kinesis' | 'dynamodb',
  settings = 'starting_position: TRIM_HORIZON',
  trigger = '',
  interfere: (call: InterceptedCall) => Interference | undefined = () => undefined,
) {
  const arn = type === 'kinesis' ? ORDERS : TABLE;
  const yaml = (more: string) =>
    `image: { handler: app.Handler }\nlambda: { name: worker }\n` +
    `trigger: { type: ${type}, stream: { arn: "${arn}", ${settings} }${more} }\n`;
  // It has the stream, and does not read it.
  const holder = await createTestProject({ 'lambda.yaml': yaml(', enabled: false') });
  const streams = await startTestProject(holder);
  const server = await interfereWith(streams.url, interfere);
  const project = await createTestProject({ 'lambda.yaml': yaml(trigger) });
  const local = await startTestProject(project, { source: server.url, env: { STREAM: arn } });
  return {
    stream: streams.stream(type === 'kinesis' ? 'orders' : 'carts'),
    server,
    local,
    async [Symbol.asyncDispose]() {
      await local.close();
      await server[Symbol.asyncDispose]();
      await streams.close();
      await holder[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

interface Records {
  readonly Records: readonly { readonly eventSourceARN: string; readonly kinesis: { readonly data: string } }[];
}

function batches(local: TestLocal): string[][] {
  return local.invocations.map(({ event }) =>
    (event as Records).Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()),
  );
}

describe('a function that reads the stream of another emulator', () => {
  it('gets the records of Kinesis that are there, in order', async () => {
    await using test = await startStreams('kinesis', 'starting_position: TRIM_HORIZON, batch_size: 2');
    const { stream, local } = test;
    stream.put('a', 'b', 'c');
    await expect.poll(() => batches(local).flat()).toEqual(['a', 'b', 'c']);
    expect(Math.max(...batches(local).map(({ length }) => length))).toBeLessThanOrEqual(2);
    const { event, source } = local.invocations[0] ?? {};
    expect(source).toBe('kinesis');
    expect((event as Records).Records[0]).toMatchObject({
      eventSource: 'aws:kinesis',
      eventSourceARN: stream.arn,
      kinesis: { partitionKey: expect.any(String), approximateArrivalTimestamp: expect.any(Number) },
    });
    expect(await local.until('external')).toMatchObject({
      queues: [],
      streams: [{ name: 'orders', arn: stream.arn, functions: ['main'] }],
    });
  });

  it('gets new records only, unless it begins at the oldest one', async () => {
    await using test = await startStreams('kinesis', 'starting_position: LATEST');
    const { stream, local, server } = test;
    // The first read of each of the 4 shards.
    const reads = () => server.calls.filter(({ operation }) => operation === 'GetRecords').length;
    await expect.poll(reads).toBeGreaterThanOrEqual(4);
    stream.put('new');
    await expect.poll(() => batches(local)).toEqual([['new']]);
  });

  it('gets the changes of a table', async () => {
    await using test = await startStreams('dynamodb');
    const { stream, local } = test;
    stream.put({ newImage: { id: '1', total: 5 } });
    await local.until('end');
    await local.settled();
    expect(local.invocations).toMatchObject([
      {
        source: 'dynamodb',
        event: {
          Records: [
            {
              eventName: 'INSERT',
              eventSource: 'aws:dynamodb',
              eventSourceARN: stream.arn,
              dynamodb: { Keys: { id: { S: '1' } }, NewImage: { id: { S: '1' }, total: { N: '5' } } },
            },
          ],
        },
      },
    ]);
  });

  it('gets records that failed again, before those after them', async () => {
    const settings = 'starting_position: TRIM_HORIZON, batch_size: 1, retries: 1';
    await using test = await startStreams('kinesis', settings);
    const { stream, local } = test;
    stream.put({ data: '{"fail":"Poison"}', partitionKey: '1' }, { data: 'b', partitionKey: '1' });
    await expect.poll(() => batches(local).flat()).toEqual(['{"fail":"Poison"}', '{"fail":"Poison"}', 'b']);
    expect(await local.until('records-returned')).toMatchObject({ isExternal: true, returned: 1 });
    expect(await local.until('records-discarded')).toMatchObject({ condition: 'RetryAttemptsExhausted' });
  });

  it('gets no records that do not match its filter', async () => {
    const filter = ', filter: { data: { kind: [order] } }';
    await using test = await startStreams('kinesis', 'starting_position: TRIM_HORIZON', filter);
    const { stream, local } = test;
    stream.put('{"kind":"other"}', '{"kind":"order"}');
    await expect.poll(() => batches(local)).toEqual([['{"kind":"order"}']]);
  });

  it('goes on after the last record when its iterator has expired', async () => {
    let reads = 0;
    const expired = { status: 400, type: 'ExpiredIteratorException', message: 'Iterator expired' };
    await using test = await startStreams('kinesis', undefined, '', ({ operation }) =>
      operation === 'GetRecords' && ++reads % 3 === 0 ? expired : undefined,
    );
    const { stream, local } = test;
    for (const record of ['a', 'b', 'c', 'd']) {
      stream.put(record);
      await expect.poll(() => batches(local).flat()).toContain(record);
    }
    expect(batches(local).flat()).toEqual(['a', 'b', 'c', 'd']);
    expect(local.events.map(({ type }) => type)).not.toContain('source-failed');
  });

  it('does not start if the stream does not exist', async () => {
    await using elsewhere = await startTestLocal();
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }\ntrigger: { type: kinesis, stream: { arn: "${ORDERS}" } }\n`,
    });
    const source = `http://${new URL(elsewhere.url).host}` as const;
    await expect(startTestProject(project, { source })).rejects.toThrow(
      `the stream ${ORDERS} does not exist at ${source} in us-east-1: create it, or correct stream.arn of the trigger`,
    );
  });

  it('finds the stream in its variables', async () => {
    await using test = await startStreams('kinesis');
    const { payload } = await test.local.invoke({ describe: 'STREAM' });
    expect(payload).toMatchObject({ variable: test.stream.arn });
    expect((await test.local.invoke({ describe: 'AWS_ENDPOINT_URL_KINESIS' })).payload).toMatchObject({
      variable: test.server.url,
    });
  });

  it('gets the records of shards that continue one after those of that shard', async () => {
    const shard = (ShardId: string, parent?: string) => ({ ShardId, ...(parent && { ParentShardId: parent }) });
    const record = (name: string) => ({
      SequenceNumber: `1${name}`,
      PartitionKey: name,
      Data: Buffer.from(name).toString('base64'),
      ApproximateArrivalTimestamp: Date.now() / 1000,
    });
    // An iterator is the name of its shard, and of what comes next.
    const responses: Record<string, (input: Record<string, string>) => object> = {
      DescribeStreamSummary: () => ({ StreamDescriptionSummary: { StreamARN: ORDERS } }),
      ListShards: () => ({ Shards: [shard('left', 'parent'), shard('parent'), shard('right', 'parent')] }),
      GetShardIterator: ({ ShardId }) => ({ ShardIterator: ShardId }),
      GetRecords: ({ ShardIterator: name = '' }) => {
        if (name === 'parent') return { Records: [record('parent 1')], NextShardIterator: 'rest' };
        if (name === 'rest') return { Records: [record('parent 2')], NextShardIterator: null };
        return { Records: name === 'empty' ? [] : [record(name)], NextShardIterator: 'empty' };
      },
    };
    const server = createServer(async (request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      response.end(JSON.stringify(responses[operation]?.(JSON.parse(await text(request)))));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }\ntrigger: { type: kinesis, stream: { arn: "${ORDERS}", starting_position: TRIM_HORIZON } }\n`,
    });
    await using local = await startTestProject(project, { source: `http://127.0.0.1:${port}` });
    await expect.poll(() => batches(local).flat().toSorted()).toHaveLength(4);
    expect(batches(local).flat().slice(0, 2)).toEqual(['parent 1', 'parent 2']);
    expect(batches(local).flat().slice(2).toSorted()).toEqual(['left', 'right']);
    server.closeAllConnections();
    server.close();
  });
});
