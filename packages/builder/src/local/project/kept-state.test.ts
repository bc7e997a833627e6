import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';
import type { LocalOptions } from '../options/local-options.ts';

const SQS_PROJECT =
  'image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { type: sqs, queue: { name: jobs } }\n';
const FIFO_PROJECT = SQS_PROJECT.replace('jobs', 'jobs.fifo');

/** One run after the other in a project whose state is kept. */
async function withRuns(configuration: string) {
  const project = await createTestProject({ 'lambda.yaml': configuration });
  return {
    project,
    run: (options: LocalOptions = {}) => startTestProject(project, { data: 'kept', ...options }),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

async function configure(project: TestProject, configuration: string): Promise<void> {
  await writeFile(project.path('lambda.yaml'), configuration);
}

function clients({ url: endpoint }: TestLocal) {
  const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
  return { sqs: new SQSClient(settings), sns: new SNSClient(settings), s3: new S3Client(settings) };
}

const bodiesOf = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);
const warningsOf = ({ events }: TestLocal) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
const FAIL = JSON.stringify({ fail: 'Poison' });

describe('what is kept between runs', () => {
  it('is nothing by default, and with data: memory', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    for (const data of [undefined, 'memory']) {
      await using local = await runs.run({ data });
      expect(local.queue('jobs-dlq').messages).toEqual([]);
      local.queue('jobs-dlq').send('a');
      await local.settled();
    }
  });

  it('is as much as before, however many messages a function gets', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    await using local = await runs.run();
    const sizes: unknown[] = [];
    for (const count of [1, 1010]) {
      local.queue('jobs').send(Array.from({ length: count }, (_, index) => String(index)));
      await local.settled();
      sizes.push({ messages: local.queue('jobs').messages.length, invocations: local.invocations.length });
    }
    expect(sizes).toEqual([
      { messages: 0, invocations: 1 },
      { messages: 0, invocations: 1000 },
    ]);
    await local.close();
    using database = new DatabaseSync(runs.project.path('kept/data.sqlite'));
    const count = (table: string) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count;
    expect(count('invocation')).toBe(1000);
    expect(count("item WHERE kind = 'message'")).toBe(0);
  });

  it('is a message that has failed, with its state, its receipts and its time', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    let before: unknown;
    {
      await using local = await runs.run();
      local
        .queue('jobs')
        .send({ body: FAIL, attributes: { kind: { DataType: 'Binary', BinaryValue: Buffer.of(255) } } });
      local.queue('jobs-dlq').send({ body: 'x'.repeat(10_000), delay: 100 });
      await local.settled();
      await local.clock.skip('1m');
      before = [local.queue('jobs').messages, local.queue('jobs-dlq').messages];
      expect(before).toMatchObject([[{ state: 'hidden', receiveCount: 1 }], [{ state: 'delayed' }]]);
    }
    await using local = await runs.run();
    const { messages, skippedMs } = await local.until('kept');
    expect(messages).toBe(2);
    // A little less than what was to be skipped: the time that passed meanwhile.
    expect(skippedMs).toBeGreaterThan(30_000);
    expect(skippedMs).toBeLessThanOrEqual(60_000);
    expect([local.queue('jobs').messages, local.queue('jobs-dlq').messages]).toEqual(before);
    for (let attempt = 2; attempt <= 3; attempt++) await local.clock.skip('6m');
    await local.clock.skip('6m');
    expect(local.queue('jobs').messages).toEqual([]);
    expect(local.queue('jobs-dlq').messages).toMatchObject([
      { state: 'visible', receiveCount: 0 },
      { body: FAIL, receiveCount: 3 },
    ]);
    const [second] = local.invocations.slice(-2);
    expect(second?.event).toMatchObject({
      Records: [{ attributes: { ApproximateReceiveCount: '2' }, messageAttributes: { kind: { binaryValue: '/w==' } } }],
    });
  });

  it('is a batch that was being processed, which stays hidden until its visibility timeout ends', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    let hidden: unknown;
    {
      await using local = await runs.run();
      local.queue('jobs').send(['{"hang":true}', 'waits']);
      await local.until('start');
      hidden = local.queue('jobs').messages[0];
      expect(hidden).toMatchObject({ state: 'hidden', receiveCount: 1 });
    }
    await using local = await runs.run();
    await local.settled();
    // The other one did not have to wait.
    expect(local.queue('jobs').messages).toEqual([hidden]);
    expect(local.invocations.map(({ event }) => event)).toMatchObject([{ Records: [{ body: 'waits' }] }]);
  });

  it('is what clients have created, and what they got works on', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    const QueueUrl = 'http://127.0.0.1/012345678912/own';
    let receipt: string | undefined;
    {
      await using local = await runs.run();
      const { sqs } = clients(local);
      await sqs.send(
        new CreateQueueCommand({ QueueName: 'own', Attributes: { VisibilityTimeout: '77' }, tags: { team: 'a' } }),
      );
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'received' }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'deleted' }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'left' }));
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 2 }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[1]?.ReceiptHandle }));
      receipt = Messages[0]?.ReceiptHandle;
    }
    await using local = await runs.run();
    const { sqs } = clients(local);
    expect(await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).toMatchObject({ Tags: { team: 'a' } });
    expect(local.queue('own').messages).toMatchObject([
      { body: 'received', state: 'hidden', receiveCount: 1 },
      { body: 'left', state: 'visible' },
    ]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt }));
    expect(bodiesOf(local.queue('own').messages)).toEqual(['left']);
  });

  it('is the order of a FIFO queue, its sequence numbers, and what it has had in the last 5 minutes', async () => {
    await using runs = await withRuns(FIFO_PROJECT);
    const QueueUrl = 'http://127.0.0.1/012345678912/jobs-dlq.fifo';
    const input = { QueueUrl, MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: '1' };
    const sent = [];
    for (const _ of [1, 2]) {
      await using local = await runs.run();
      const { sqs } = clients(local);
      sent.push(await sqs.send(new SendMessageCommand(input)));
      sent.push(await sqs.send(new SendMessageCommand({ ...input, MessageDeduplicationId: `other-${sent.length}` })));
    }
    const [first, second, again, last] = sent;
    expect(again).toMatchObject({ MessageId: first?.MessageId, SequenceNumber: first?.SequenceNumber });
    expect(BigInt(last?.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(second?.SequenceNumber ?? 0));
    await using local = await runs.run();
    expect(local.queue('jobs-dlq.fifo').messages.map(({ messageId }) => messageId)).toEqual(
      [first, second, last].map((each) => each?.MessageId),
    );
  });

  it('is a task that moves messages, which goes on', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    {
      await using local = await runs.run({ source: 'local' });
      local.queue('jobs').send([FAIL, FAIL, FAIL]);
      for (let attempt = 0; attempt < 4; attempt++) await local.clock.skip('6m');
      expect(local.queue('jobs-dlq').messages).toHaveLength(3);
      const { sqs } = clients(local);
      const SourceArn = local.queue('jobs-dlq').arn;
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 1 }));
      expect(local.queue('jobs-dlq').messages).toHaveLength(2);
    }
    await using local = await runs.run();
    await local.clock.skip('1m');
    expect(local.queue('jobs-dlq').messages).toEqual([]);
    const { Results } = await clients(local).sqs.send(
      new ListMessageMoveTasksCommand({ SourceArn: local.queue('jobs-dlq').arn }),
    );
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]);
  });

  it('are objects with everything about them, uploads, and notifications that clients have set', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    const Bucket = 'photos';
    const body = Buffer.alloc(6 * 1024 * 1024, 'part');
    let upload: { UploadId: string | undefined; ETag: string | undefined };
    let head: unknown;
    {
      await using local = await runs.run();
      const { s3, sqs } = clients(local);
      await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }));
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: '../a b ü\n',
          Body: 'text',
          Metadata: { a: 'b' },
          Tagging: 'k=v',
          ContentType: 'text/plain',
          Expires: new Date(Date.UTC(2040, 0, 1)),
        }),
      );
      await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
      head = await s3.send(new HeadObjectCommand({ Bucket, Key: '../a b ü\n', ChecksumMode: 'ENABLED' }));
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'large' }));
      const { ETag } = await s3.send(
        new UploadPartCommand({ Bucket, Key: 'large', UploadId, PartNumber: 1, Body: body }),
      );
      upload = { UploadId, ETag };
      const QueueConfigurations = [{ QueueArn: local.queue('changes').arn, Events: ['s3:ObjectCreated:*' as const] }];
      await s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
      );
    }
    await using local = await runs.run();
    const { s3 } = clients(local);
    expect(await local.until('kept')).toMatchObject({ objects: 2 });
    const same = { ...(head as object), $metadata: expect.anything() };
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: '../a b ü\n', ChecksumMode: 'ENABLED' }))).toEqual(same);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
    expect(await Body?.transformToString()).toBe('');
    const { UploadId, ETag } = upload;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'large', UploadId, MultipartUpload }));
    expect(local.bucket(Bucket).get('large')?.equals(body)).toBe(true);
    const rules = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(rules.QueueConfigurations).toHaveLength(1);
    // The test of the notifications, and the large object.
    expect(local.queue('changes').messages).toHaveLength(2);
  });

  it('are topics and subscriptions of clients', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    let TopicArn: string | undefined;
    {
      await using local = await runs.run();
      const { sns, sqs } = clients(local);
      await sqs.send(new CreateQueueCommand({ QueueName: 'news' }));
      ({ TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'all', Attributes: { DisplayName: 'News' } })));
      const Attributes = { RawMessageDelivery: 'true', FilterPolicy: '{"kind":["good"]}' };
      const Endpoint = local.queue('news').arn;
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    }
    await using local = await runs.run();
    const others = { Name: 'all', Attributes: { DisplayName: 'Others' } };
    await expect(clients(local).sns.send(new CreateTopicCommand(others))).rejects.toThrow('different attributes');
    for (const kind of ['good', 'bad']) {
      const MessageAttributes = { kind: { DataType: 'String', StringValue: kind } };
      await clients(local).sns.send(new PublishCommand({ TopicArn, Message: kind, MessageAttributes }));
    }
    expect(bodiesOf(local.queue('news').messages)).toEqual(['good']);
  });

  it('are events that wait for their next attempt, and those that were being processed', async () => {
    await using runs = await withRuns('image: { handler: app.Handler }\nlambda: { name: worker }\n');
    let interrupted: string | undefined;
    {
      await using local = await runs.run();
      await local.invoke({ fail: 'Poison' }, { InvocationType: 'Event' });
      const { requestId } = await local.until('retrying');
      await local.invoke({ hang: true }, { InvocationType: 'Event' });
      interrupted = (await local.until('start', (event) => event.requestId !== requestId)).requestId;
    }
    await using local = await runs.run();
    expect(await local.until('kept')).toMatchObject({ events: 2 });
    // The one that has been interrupted runs again at once.
    const { requestId } = await local.until('start');
    expect(requestId).toBe(interrupted);
  });

  it('says that no trigger reads a queue any more', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    {
      await using local = await runs.run();
      local.queue('jobs').send(FAIL);
      await local.settled();
    }
    await configure(runs.project, SQS_PROJECT.replace('jobs', 'others'));
    await using local = await runs.run();
    expect(warningsOf(local)).toContain('no trigger reads the queue jobs any more: its message stays');
    expect(local.queue('jobs').messages).toHaveLength(1);
  });

  it('follows the configuration where that has changed', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    const QueueUrl = 'http://127.0.0.1/012345678912/jobs';
    {
      await using local = await runs.run();
      const Attributes = { VisibilityTimeout: '500', ReceiveMessageWaitTimeSeconds: '3' };
      await clients(local).sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }
    await configure(runs.project, SQS_PROJECT.replace('jobs', 'jobs, visibility_timeout: 200'));
    await using local = await runs.run();
    local.queue('jobs').send(FAIL);
    await local.settled();
    const [message] = local.queue('jobs').messages;
    expect((message?.visibleAt ?? 0) - local.clock.now).toBeLessThanOrEqual(200_000);
    expect((message?.visibleAt ?? 0) - local.clock.now).toBeGreaterThan(100_000);
  });

  it('belongs together, although the region is another one', async () => {
    await using runs = await withRuns('image: { handler: app.Handler }\ntrigger: { type: none }\n');
    {
      await using local = await runs.run({ env: { AWS_REGION: 'eu-west-1' } });
      const { sqs, sns } = clients(local);
      await sqs.send(new CreateQueueCommand({ QueueName: 'failed' }));
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: local.queue('failed').arn, maxReceiveCount: 1 });
      await sqs.send(new CreateQueueCommand({ QueueName: 'jobs', Attributes: { RedrivePolicy } }));
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'orders' }));
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: local.queue('jobs').arn }));
    }
    await using local = await runs.run({ env: { AWS_REGION: 'eu-central-1' } });
    const { sqs } = clients(local);
    local.topic('orders').publish('hello');
    const receive = new ReceiveMessageCommand({ QueueUrl: 'jobs', VisibilityTimeout: 0 });
    expect((await sqs.send(receive)).Messages).toHaveLength(1);
    expect((await sqs.send(receive)).Messages).toBeUndefined();
    expect(local.queue('failed').messages).toHaveLength(1);
    local.queue('failed').redrive();
    expect(local.queue('jobs').messages).toHaveLength(1);
  });

  it.each([
    [3, / has missed 3 times while the emulator was not running \(the last at /],
    // Not all of them are counted.
    [1001, / has missed more than 1000 times while the emulator was not running:/],
  ])('does not make up for %i times of a schedule, and says so once', async (hours, warning) => {
    await using runs = await withRuns(
      'image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { type: scheduler, schedule: rate(1 hour) }\n',
    );
    const times = ({ invocations }: TestLocal) =>
      invocations.map(({ event }) => Date.parse((event as { time: string }).time));
    let first: number | undefined;
    {
      await using local = await runs.run();
      await local.clock.skip('90m');
      [first = 0] = times(local);
    }
    // As if so many hours had passed.
    const database = new DatabaseSync(runs.project.path('kept/data.sqlite'));
    database.exec(`UPDATE item SET value = value + ${hours * 3_600_000} WHERE kind = 'clock'`);
    database.close();
    for (const warnings of [[expect.stringMatching(warning)], []]) {
      await using local = await runs.run();
      expect(warningsOf(local)).toEqual(warnings);
      await local.settled();
    }
    await using local = await runs.run();
    await local.clock.skip('1h');
    // A rate goes on from where it was.
    expect(times(local).at(-1)).toBe(first + (hours + 1) * 3_600_000);
  });

  it('is empty after a reset, in which nothing is left of the clock either', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    {
      await using local = await runs.run();
      local.queue('jobs-dlq').send(['a', 'b']);
      await local.invoke({ respond: '1' });
      await local.clock.skip('6m');
    }
    {
      await using local = await runs.run({ reset: true });
      expect(local.queue('jobs-dlq').messages).toEqual([]);
      expect(local.clock.now - Date.now()).toBeLessThan(60_000);
      expect(local.events.some(({ type }) => type === 'kept')).toBe(false);
      const folder = runs.project.path('kept');
      const deleted = { messages: 2, objects: 0, records: 0, events: 0, invocations: 1 };
      expect(await local.until('reset')).toEqual({ type: 'reset', folder, ...deleted });
    }
    await using local = await runs.run({ reset: true });
    expect(await local.until('reset')).toMatchObject({ messages: 0, invocations: 0 });
  });

  it('is counted before it is deleted: objects, records and waiting events, too', async () => {
    const stream = 'arn:aws:kinesis:eu-central-1:012345678912:stream/clicks';
    await using runs = await withRuns(
      `${SQS_PROJECT}local: { buckets: [photos], streams: { clicks: {} } }\n`.replace(
        'trigger:',
        `triggers:\n  - { type: kinesis, stream: { arn: "${stream}", starting_position: TRIM_HORIZON } }\n  -`,
      ),
    );
    {
      await using local = await runs.run();
      local.bucket('photos').put('a', 'x');
      local.stream('clicks').put('{"respond":"1"}', '{"respond":"1"}');
      await local.invoke({ fail: 'Poison' }, { InvocationType: 'Event' });
      await local.until('retrying');
    }
    await using local = await runs.run({ reset: true });
    expect(await local.until('reset')).toMatchObject({ messages: 0, objects: 1, records: 2, events: 1 });
  });

  it('is for one emulator at a time: another one says so, and has its own state in memory', async () => {
    await using runs = await withRuns(SQS_PROJECT);
    await using first = await runs.run();
    first.queue('jobs-dlq').send('a');
    await using second = await runs.run();
    expect(second.events[0]?.type).toBe('listening');
    expect(warningsOf(second)).toEqual([
      expect.stringMatching(/^nothing will be kept, because another emulator uses /),
    ]);
    expect(second.queue('jobs-dlq').messages).toEqual([]);
  });
});
