import { writeFile } from 'node:fs/promises';
import { DescribeStreamSummaryCommand, KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { openGate } from '../../../../test/gate.ts';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const FUNCTION = 'image: { handler: app.Handler }\ntrigger: { type: none }\n';

const settingsFor = ({ url: endpoint }: TestLocal) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
});

async function start(local: string, options = {}) {
  const project = await createTestProject({ 'lambda.yaml': `${FUNCTION}${local}` });
  const running = await startTestProject(project, options);
  return {
    local: running,
    async [Symbol.asyncDispose]() {
      await running.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

const warningsOf = ({ events }: TestLocal) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

describe('the section local', () => {
  it('creates buckets, queues, topics and event buses for a function without a trigger', async () => {
    await using test = await start(
      'local: { buckets: [results], queues: [audit, jobs.fifo], topics: { news: { queues: [copies], raw: true } }, buses: [shop], streams: { clicks: { shards: 2 } } }',
    );
    const { local } = test;
    local.queue('audit').send('a');
    local.queue('jobs.fifo').send({ body: 'b', groupId: 'g', deduplicationId: 'd' });
    local.bucket('results').put('a.txt', 'content');
    local.topic('news').publish('hello');
    expect(local.queue('copies').messages).toMatchObject([{ body: 'hello', state: 'visible' }]);
    expect(local.stream('clicks').put('click')).toHaveLength(1);
    expect(local.bus('shop').arn).toMatch(/event-bus\/shop$/);
    expect(local.bucket('results').keys).toEqual(['a.txt']);
  });

  it("gives queues SQS's defaults, and those that it sets", async () => {
    await using test = await start(
      'local: { queues: { plain: , tuned: { visibility_timeout: 60, dead_letter: lost, receive_count: 2 }, lost: { visibility_timeout: 90 } } }',
    );
    const { local } = test;
    const client = new SQSClient(settingsFor(local));
    const attributesOf = async (QueueName: string) => {
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return Attributes;
    };
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    expect(await attributesOf('plain')).toMatchObject({ VisibilityTimeout: '30', MessageRetentionPeriod: '345600' });
    expect(await attributesOf('lost')).toMatchObject({ VisibilityTimeout: '90' });
    expect(await attributesOf('tuned')).toMatchObject({
      VisibilityTimeout: '60',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: local.queue('lost').arn, maxReceiveCount: 2 }),
    });
  });

  it('creates streams with their shards, which clients find', async () => {
    await using test = await start('local: { streams: { clicks: { shards: 2 } } }');
    const { local } = test;
    const client = new KinesisClient(settingsFor(local));
    const StreamName = 'clicks';
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary?.OpenShardCount).toBe(2);
    await client.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: Buffer.from('hello') }));
    client.destroy();
    expect(local.stream('clicks').records).toMatchObject([{ partitionKey: 'a', data: Buffer.from('hello') }]);
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['Kinesis'] });
  });

  it('leads the function to the local services of what it declares, and to no others', async () => {
    await using test = await start('local: { queues: [audit] }');
    const { local } = test;
    const { payload } = await local.invoke({ describe: 'AWS_ENDPOINT_URL_SQS' });
    expect(payload).toMatchObject({ variable: local.url });
    const others = await local.invoke({ describe: 'AWS_ENDPOINT_URL_S3' });
    expect((others.payload as { variable?: string }).variable).toBeUndefined();
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['SQS'] });
  });

  it('is shared by the functions of a project', async () => {
    const yaml = `project: shop
local: { queues: [audit], instances: 3 }
functions:
  orders: { handler: app.Orders }
  api: { handler: app.Api }
`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project);
    for (const FunctionName of ['orders', 'api']) {
      const { payload } = await local.invoke({ describe: 'AWS_ENDPOINT_URL_SQS' }, { FunctionName });
      expect(payload).toMatchObject({ variable: local.url });
    }
  });

  it.each([
    [
      'a queue',
      'queues',
      (local: TestLocal) =>
        new SQSClient(settingsFor(local)).send(
          new SendMessageCommand({ QueueUrl: `${local.url}/012345678912/missing`, MessageBody: 'a' }),
        ),
      'QueueDoesNotExist',
    ],
    [
      'a bucket',
      'buckets',
      (local: TestLocal) =>
        new S3Client(settingsFor(local)).send(new PutObjectCommand({ Bucket: 'missing', Key: 'a', Body: '' })),
      'NoSuchBucket',
    ],
    [
      'a topic',
      'topics',
      (local: TestLocal) =>
        new SNSClient(settingsFor(local)).send(
          new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:012345678912:missing', Message: 'a' }),
        ),
      'NotFoundException',
    ],
    [
      'a stream',
      'streams',
      (local: TestLocal) =>
        new KinesisClient(settingsFor(local)).send(
          new PutRecordCommand({ StreamName: 'missing', PartitionKey: 'a', Data: Buffer.from('') }),
        ),
      'ResourceNotFoundException',
    ],
  ] as const)('is named once, as the place to declare %s that does not exist', async (_what, key, call, error) => {
    await using test = await start('');
    const { local } = test;
    await expect(call(local)).rejects.toMatchObject({ name: error });
    await expect(call(local)).rejects.toMatchObject({ name: error });
    expect(warningsOf(local)).toEqual([expect.stringContaining(`lambda.yaml, with local: { ${key}: [missing] }`)]);
  });

  it('sets how many processes run at most', async () => {
    await using first = await openGate();
    await using second = await openGate();
    await using test = await start('local: { instances: 2 }');
    const waiting = [first, second].map(({ url }) => test.local.invoke({ after: url }));
    // Both at the same time.
    for (const response of await Promise.all([first.called, second.called])) response.end();
    await Promise.all(waiting);
  });

  it('keeps what is in its resources between runs, with the settings that it has by then', async () => {
    const yaml = (settings: string) =>
      `${FUNCTION}local: { queues: { audit: { ${settings} } }, topics: { news: { queues: [copies] } } }\n`;
    await using project = await createTestProject({
      'lambda.yaml': yaml('visibility_timeout: 60, dead_letter: copies'),
    });
    const data = project.path('data');
    const first = await startTestProject(project, { data });
    first.queue('audit').send('kept');
    await first.close();
    await writeFile(project.path('lambda.yaml'), yaml(''));
    await using second = await startTestProject(project, { data });
    expect(second.queue('audit').messages).toMatchObject([{ body: 'kept' }]);
    const client = new SQSClient(settingsFor(second));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: second.queue('audit').url,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
      }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '30' });
    second.topic('news').publish('once');
    expect(second.queue('copies').messages).toHaveLength(1);
  });
});
