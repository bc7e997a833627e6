import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const createProject = (trigger: string) =>
  createTestProject({ 'lambda.yaml': `image: { handler: app.Handler }\ntrigger: ${trigger}\n` });

const clientOptions = ({ url }: TestLocal) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
});

describe('a function with a topic', () => {
  it('gets what clients publish, if it passes the filter', async () => {
    await using project = await createProject('{ type: sns, topic_name: orders, filter: { kind: [new] } }');
    await using local = await startTestProject(project);
    const client = new SNSClient(clientOptions(local));
    const kind = (StringValue: string) => ({ kind: { DataType: 'String', StringValue } });
    const { arn: TopicArn } = local.topic('orders');
    await client.send(
      new PublishCommand({ TopicArn, Message: 'hello', Subject: 'Hi', MessageAttributes: kind('new') }),
    );
    await client.send(new PublishCommand({ TopicArn, Message: 'ignored', MessageAttributes: kind('old') }));
    local.topic('orders').publish('again', { attributes: kind('new') });
    await local.settled();
    const record = (Message: string) => ({
      source: 'sns',
      event: { Records: [{ EventSource: 'aws:sns', Sns: { Message } }] },
    });
    expect(local.invocations).toMatchObject([record('hello'), record('again')]);
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['SNS'] });
  });

  it('gets it through a queue, with what the topic adds', async () => {
    await using project = await createProject('{ type: sns-sqs, topic_name: orders, queue: { name: jobs } }');
    await using local = await startTestProject(project);
    local.topic('orders').publish('hello');
    await local.settled();
    const [invocation] = local.invocations;
    const { Records } = (invocation?.event ?? {}) as { Records: { body: string; eventSource: string }[] };
    expect(Records[0]?.eventSource).toBe('aws:sqs');
    expect(JSON.parse(Records[0]?.body ?? '')).toMatchObject({ Type: 'Notification', Message: 'hello' });
    expect(local.queue('jobs').messages).toEqual([]);
  });

  it('warns once if a queue or topic has been deleted that gets what is published or put', async () => {
    await using project = await createProject(
      '{ type: none }\nlocal: { topics: { orders: { queues: [copies] }, news: {} }, buckets: [photos] }',
    );
    await using local = await startTestProject(project);
    const options = clientOptions(local);
    const [sqs, sns, s3] = [new SQSClient(options), new SNSClient(options), new S3Client(options)];
    const { arn: TopicArn } = local.topic('news');
    const TopicConfigurations = [{ TopicArn, Events: ['s3:ObjectCreated:*' as const] }];
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'photos',
        NotificationConfiguration: { TopicConfigurations },
      }),
    );
    await sqs.send(new DeleteQueueCommand({ QueueUrl: local.queue('copies').url }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    for (const message of ['a', 'b']) {
      local.topic('orders').publish(message);
      local.bucket('photos').put(message, message);
    }
    const warnings = local.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings).toEqual([
      'the queue copies does not exist: what is sent to it is lost',
      'the topic news does not exist: what is sent to it is lost',
    ]);
  });

  // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
  it('sends what a deleted queue would have got to the dead-letter queue of the subscription', async () => {
    await using project = await createProject(
      '{ type: none }\nlocal: { topics: { orders: { queues: [copies] } }, queues: [failed] }',
    );
    await using local = await startTestProject(project);
    const options = clientOptions(local);
    const [sqs, sns] = [new SQSClient(options), new SNSClient(options)];
    const { Subscriptions } = await sns.send(new ListSubscriptionsCommand());
    const SubscriptionArn = Subscriptions?.[0]?.SubscriptionArn;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: local.queue('failed').arn });
    const attribute = { AttributeName: 'RedrivePolicy', AttributeValue: RedrivePolicy };
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute }));
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({ RedrivePolicy });
    local.topic('orders').publish('a');
    await sqs.send(new DeleteQueueCommand({ QueueUrl: local.queue('copies').url }));
    local.topic('orders').publish('b');
    const [message, ...others] = local.queue('failed').messages;
    expect(others).toEqual([]);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ Type: 'Notification', Message: 'b' });
    expect(local.events.filter(({ type }) => type === 'passed-on')).toMatchObject([
      { from: 'topic:orders', to: 'queue:copies' },
      { from: 'topic:orders', to: 'queue:failed' },
    ]);
    const bad = new SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute, AttributeValue: '{}' });
    await expect(sns.send(bad)).rejects.toThrow('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  });

  it('warns once if the dead-letter queue of a queue has been deleted, whose messages stay', async () => {
    await using project = await createProject('{ type: sqs, queue: { name: jobs } }');
    await using local = await startTestProject(project);
    const sqs = new SQSClient(clientOptions(local));
    await sqs.send(new DeleteQueueCommand({ QueueUrl: local.queue('jobs-dlq').url }));
    local.queue('jobs').send(['{"fail":"Poison"}', '{"fail":"Poison"}']);
    await local.settled();
    for (let time = 0; time < 4; time++) await local.clock.skip('6m');
    await local.settled();
    expect(local.queue('jobs').messages.map(({ receiveCount }) => receiveCount)).toEqual([5, 5]);
    const warnings = local.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings.filter((each) => each.includes('dead-letter queue'))).toEqual([
      'the dead-letter queue jobs-dlq of the queue jobs does not exist: messages that were received too often are delivered again and again',
    ]);
  });

  // https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
  it('loses a message with more than 10 attributes if its queue gets it without the envelope, with a warning', async () => {
    await using project = await createProject(
      '{ type: none }\nlocal: { topics: { orders: { queues: [copies], raw: true } } }',
    );
    await using local = await startTestProject(project);
    const attributes = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'b' }]),
      );
    local.topic('orders').publish('ten', { attributes: attributes(10) });
    local.topic('orders').publish('eleven', { attributes: attributes(11) });
    await local.settled();
    expect(local.queue('copies').messages.map(({ body }) => body)).toEqual(['ten']);
    expect(local.events.filter(({ type }) => type === 'warning')).toMatchObject([
      { message: expect.stringMatching(/^the queue copies rejects the message: .*11/) },
    ]);
  });

  it('gets a message twice with the fault topic=duplicate', async () => {
    await using project = await createProject('{ type: sns, topic_name: orders }');
    await using local = await startTestProject(project, { faults: ['topic=duplicate:1'] });
    local.topic('orders').publish('a');
    local.topic('orders').publish('b');
    await local.settled();
    const messages = local.invocations.map(({ event }) => (event as { Records: { Sns: object }[] }).Records[0]?.Sns);
    expect(messages).toMatchObject([{ Message: 'a' }, { Message: 'a' }, { Message: 'b' }]);
  });
});

it('an emulator names its topics if there is none of a name', async () => {
  await using project = await createProject('{ type: sns, topic_name: orders }');
  await using local = await startTestProject(project);
  expect(() => local.topic('order')).toThrow('there is no topic "order": the topics of this emulator are orders');
});

describe('a function with a rule', () => {
  it('gets the events that match its pattern', async () => {
    await using project = await createProject(
      '{ type: eventbridge, bus: shop, pattern: { detail: { amount: [{ numeric: [">", 5] }] } } }',
    );
    await using local = await startTestProject(project);
    const client = new EventBridgeClient(clientOptions(local));
    const entry = (amount: number) => ({
      Source: 'my.shop',
      DetailType: 'Order',
      Detail: JSON.stringify({ amount }),
      EventBusName: 'shop',
    });
    const output = await client.send(new PutEventsCommand({ Entries: [entry(7), entry(3)] }));
    expect(output.FailedEntryCount).toBe(0);
    local.bus('shop').put({ source: 'my.shop', detailType: 'Order', detail: { amount: 8 } });
    await local.settled();
    const event = (amount: number) => ({
      source: 'eventbridge',
      event: { source: 'my.shop', 'detail-type': 'Order', detail: { amount } },
    });
    expect(local.invocations).toMatchObject([event(7), event(8)]);
    expect(() => local.bus().put({ source: '', detailType: 'a', detail: {} })).toThrow('Source is a required argument');
    expect(() => local.bus('none')).toThrow('the event buses of this emulator are default, shop');
  });

  it('gets the events of objects, which S3 sends to the default bus if its bucket is configured so', async () => {
    const pattern = '{ source: [aws.s3], detail: { object: { key: [{ suffix: .jpg }] } } }';
    await using project = await createProject(`{ type: eventbridge, pattern: ${pattern} }`);
    await using local = await startTestProject(project);
    const client = new S3Client(clientOptions(local));
    await client.send(new CreateBucketCommand({ Bucket: 'photos' }));
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: 'hello' }));
    await put('before.jpg');
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'photos', NotificationConfiguration }));
    await put('a b.jpg');
    await put('a.txt');
    await client.send(new DeleteObjectCommand({ Bucket: 'photos', Key: 'a b.jpg' }));
    local.bus().put({ source: 'aws.s3', detailType: 'Object Created', detail: { object: { key: 'test.jpg' } } });
    await local.settled();
    const event = (type: string, key: string, reason?: string) => ({
      event: { source: 'aws.s3', 'detail-type': type, detail: { object: { key }, ...(reason && { reason }) } },
    });
    expect(local.invocations).toMatchObject([
      event('Object Created', 'a b.jpg', 'PutObject'),
      event('Object Deleted', 'a b.jpg', 'DeleteObject'),
      event('Object Created', 'test.jpg'),
    ]);
  });

  it.each([
    '{ type: eventbridge, schedule: rate(5 minutes), rule_name: tick }',
    '{ type: scheduler, schedule: rate(5 minutes), schedule_name: tick }',
  ])('is invoked by its schedule on request, and at its times all the same: %s', async (trigger) => {
    await using project = await createProject(trigger);
    await using local = await startTestProject(project);
    const { origin, hash } = new URL(local.consoleUrl ?? '');
    const token = new URLSearchParams(hash.slice(1)).get('token');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const run = (name: string) => fetch(`${origin}/api/schedules/${name}/run`, { method: 'POST', headers, body: '{}' });
    expect((await run('tick')).status).toBe(200);
    expect((await run('tock')).status).toBe(404);
    await local.settled();
    expect(local.invocations).toMatchObject([{ source: 'schedule', event: { 'detail-type': 'Scheduled Event' } }]);
    await local.clock.skip('6m');
    expect(local.invocations.length).toBe(2);
  });

  it('is invoked by its schedule when the time is skipped', async () => {
    await using project = await createProject('{ type: eventbridge, schedule: rate(5 minutes), rule_name: tick }');
    await using local = await startTestProject(project);
    await local.clock.skip('16m');
    expect(local.invocations.length).toBe(3);
    const times = local.invocations.map(({ event }) => (event as { time: string }).time);
    expect(times.every((time) => time.endsWith(':00Z'))).toBe(true);
    expect(local.invocations[0]).toMatchObject({
      source: 'schedule',
      event: { 'detail-type': 'Scheduled Event', resources: [expect.stringMatching(/:rule\/tick$/)], detail: {} },
    });
  });

  it('gets the input instead of an event', async () => {
    await using project = await createProject('{ type: eventbridge, schedule: rate(1 hour), input: { fixed: true } }');
    await using local = await startTestProject(project);
    await local.clock.skip('next');
    expect(local.invocations).toMatchObject([{ event: { fixed: true } }]);
  });
});

describe('a function with a schedule of EventBridge Scheduler', () => {
  it('is invoked at its time, once', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString().slice(0, 19);
    await using project = await createProject(`{ type: scheduler, at: "${at}" }`);
    await using local = await startTestProject(project);
    await local.clock.skip('next');
    await local.clock.skip('1h');
    expect(local.invocations).toMatchObject([
      { source: 'schedule', event: { source: 'aws.scheduler', time: `${at}Z` } },
    ]);
  });
});

it('says once that an event matches no rule', async () => {
  await using project = await createProject('{ type: eventbridge, pattern: { source: [shop] } }');
  await using local = await startTestProject(project);
  const client = new EventBridgeClient(clientOptions(local));
  const entry = (Source: string) => ({ Source, DetailType: 'Paid', Detail: '{}' });
  for (let time = 0; time < 2; time++) {
    await client.send(new PutEventsCommand({ Entries: [entry('shop'), entry('shopp')] }));
  }
  await local.settled();
  expect(local.invocations.length).toBe(2);
  expect(local.events.filter(({ type }) => type === 'warning')).toMatchObject([
    {
      message:
        'an event with the source shopp and the detail type Paid matches no rule of the event bus default: nothing gets it',
    },
  ]);
});
