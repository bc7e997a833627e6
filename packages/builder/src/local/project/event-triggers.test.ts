import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

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
