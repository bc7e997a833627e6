import * as sns from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../../test/aws-clients.ts';
import type { TopicDelivery } from '../../sources/topic/topic.ts';
import { Topics } from '../../sources/topic/topics.ts';
import { snsService } from './sns-service.ts';

let api: TestAwsApi;
let client: sns.SNSClient;
let now = Date.UTC(2030, 0, 1);
let ids = 0;
const deliveries: TopicDelivery[] = [];
const topics = new Topics({
  scope: { partition: 'aws', region: 'eu-west-1', account: '012345678912' },
  newId: () => `id-${++ids}`,
  deliver: (delivery) => deliveries.push(delivery),
  hasEndpoint: (kind, arn) => arn.startsWith(kind === 'queue' ? 'arn:queue' : 'arn:function'),
});

beforeAll(async () => {
  api = await startAwsApi({ now: () => now, services: { sns: async () => snsService(topics) } });
  client = new sns.SNSClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});

let TopicArn: string;
beforeEach(async () => {
  for (const { name } of topics.all) topics.delete(name);
  deliveries.length = 0;
  TopicArn = await create('orders');
});

const create = async (Name: string, Attributes: Record<string, string> = {}) => {
  const { TopicArn: arn } = await client.send(new sns.CreateTopicCommand({ Name, Attributes }));
  return arn ?? '';
};
const publish = (Message: string, input: Partial<sns.PublishCommandInput> = {}) =>
  client.send(new sns.PublishCommand({ TopicArn, Message, ...input }));
const subscribe = async (
  Protocol: string,
  Endpoint: string,
  Attributes: Record<string, string> = {},
  arn = TopicArn,
) => {
  const command = new sns.SubscribeCommand({ TopicArn: arn, Protocol, Endpoint, Attributes });
  return (await client.send(command)).SubscriptionArn ?? '';
};
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** What an operation is rejected with. */
async function failure(operation: Promise<unknown>): Promise<sns.SNSServiceException> {
  return operation.then(
    () => Promise.reject(new Error('it succeeded')),
    (thrown) => thrown as sns.SNSServiceException,
  );
}

describe('topics', () => {
  it('can be created, listed, described and deleted', async () => {
    expect(TopicArn).toBe('arn:aws:sns:eu-west-1:012345678912:orders');
    expect(await create('orders')).toBe(TopicArn);
    expect((await client.send(new sns.ListTopicsCommand())).Topics).toEqual([{ TopicArn }]);
    const { Attributes } = await client.send(new sns.GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '0' });
    await client.send(new sns.DeleteTopicCommand({ TopicArn }));
    await client.send(new sns.DeleteTopicCommand({ TopicArn }));
    const error = await failure(publish('a'));
    expect(error).toBeInstanceOf(sns.NotFoundException);
    expect(error.$metadata.httpStatusCode).toBe(404);
  });

  it('are not created again with other attributes or tags', async () => {
    const again = (name: string, input: Partial<sns.CreateTopicCommandInput>) =>
      client.send(new sns.CreateTopicCommand({ Name: name, ...input }));
    const settings = {
      Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true', DisplayName: 'Orders' },
      Tags: [
        { Key: 'team', Value: 'shop' },
        { Key: 'cost', Value: '1' },
      ],
    };
    const { TopicArn: arn } = await again('a.fifo', settings);
    const fifo = { FifoTopic: 'true' };
    const sames: Partial<sns.CreateTopicCommandInput>[] = [
      settings,
      { ...settings, Tags: [{ Key: 'cost', Value: '1' }] },
      { Attributes: fifo },
    ];
    for (const same of sames) expect((await again('a.fifo', same)).TopicArn).toBe(arn);
    const { Attributes } = await client.send(new sns.GetTopicAttributesCommand({ TopicArn: arn }));
    expect(Attributes).toMatchObject({ ...settings.Attributes, Owner: '012345678912' });
    const others: [string, Partial<sns.CreateTopicCommandInput>, string][] = [
      ['a.fifo', { Attributes: { ...fifo, ContentBasedDeduplication: 'false' } }, 'attributes'],
      ['a.fifo', { Attributes: { ...fifo, DisplayName: 'Others' } }, 'attributes'],
      ['a.fifo', { Attributes: fifo, Tags: [{ Key: 'team', Value: 'other' }] }, 'tags'],
      ['orders', { Attributes: { DisplayName: 'Orders' } }, 'attributes'],
      ['orders', { Tags: [{ Key: 'team', Value: 'shop' }] }, 'tags'],
    ];
    for (const [name, other, what] of others) {
      const error = await failure(again(name, other));
      expect(error).toBeInstanceOf(sns.InvalidParameterException);
      expect(error.message).toMatch(new RegExp(`Topic already exists with different ${what}$`));
    }
    for (const same of [{ DisplayName: '' }, { TracingConfig: 'PassThrough' }]) {
      expect(await create('orders', same)).toBe(TopicArn);
    }
  });

  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  it.each([
    ['a b', {}],
    ['', {}],
    ['a.fifo', {}],
    ['a', { FifoTopic: 'true' }],
  ])('cannot have the name %j with %j', async (name, attributes) => {
    expect(await failure(create(name, attributes))).toBeInstanceOf(sns.InvalidParameterException);
  });
});

describe('subscribers', () => {
  // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
  it('get a notification: functions as an event, queues as JSON or as the text', async () => {
    const arn = await subscribe('lambda', 'arn:function:1');
    await subscribe('sqs', 'arn:queue:json');
    await subscribe('sqs', 'arn:queue:raw', { RawMessageDelivery: 'true' });
    const MessageAttributes = { colour: text('blue'), data: { DataType: 'Binary', BinaryValue: Uint8Array.of(1) } };
    const { MessageId } = await publish('hello', { Subject: 'Hi', MessageAttributes });
    const notification = {
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Hi',
      Message: 'hello',
      Timestamp: new Date(now).toISOString(),
      MessageAttributes: { colour: { Type: 'String', Value: 'blue' }, data: { Type: 'Binary', Value: 'AQ==' } },
    };
    const [toFunction, toQueue, raw] = deliveries;
    expect(toFunction).toMatchObject({
      kind: 'function',
      endpoint: 'arn:function:1',
      event: { Records: [{ EventSource: 'aws:sns', EventSubscriptionArn: arn, Sns: notification }] },
    });
    const { body } = (toQueue as Extract<TopicDelivery, { kind: 'queue' }>).message;
    expect(JSON.parse(body)).toMatchObject({ ...notification, UnsubscribeURL: expect.any(String) });
    expect(raw).toMatchObject({
      endpoint: 'arn:queue:raw',
      message: { body: 'hello', attributes: { colour: text('blue') } },
    });
  });

  it('are not subscribed again with other attributes', async () => {
    const filtered = { FilterPolicy: '{"k":["v"]}', RawMessageDelivery: 'true' };
    const arn = await subscribe('sqs', 'arn:queue:1', filtered);
    for (const same of [filtered, { FilterPolicy: '{ "k": ["v"] }' }, {}]) {
      expect(await subscribe('sqs', 'arn:queue:1', same)).toBe(arn);
    }
    const others = [
      { FilterPolicy: '{"k":["other"]}' },
      { FilterPolicy: '{"k":"invalid"}' },
      { FilterPolicyScope: 'MessageBody' },
      { RawMessageDelivery: 'false' },
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:012345678912:dlq"}' },
    ];
    for (const other of others) {
      expect(await failure(subscribe('sqs', 'arn:queue:1', other))).toBeInstanceOf(sns.InvalidParameterException);
    }
  });

  it('are subscribed once, listed, and unsubscribed', async () => {
    const arn = await subscribe('lambda', 'arn:function:1');
    expect(await subscribe('lambda', 'arn:function:1')).toBe(arn);
    const { Subscriptions } = await client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toEqual([
      { SubscriptionArn: arn, Owner: '012345678912', Protocol: 'lambda', Endpoint: 'arn:function:1', TopicArn },
    ]);
    expect((await client.send(new sns.ListSubscriptionsCommand())).Subscriptions).toEqual(Subscriptions);
    await client.send(new sns.UnsubscribeCommand({ SubscriptionArn: arn }));
    expect(await failure(client.send(new sns.UnsubscribeCommand({ SubscriptionArn: arn })))).toBeInstanceOf(
      sns.NotFoundException,
    );
    await publish('a');
    expect(deliveries).toEqual([]);
  });

  it.each([
    ['email', 'a@example.com', {}],
    ['sqs', 'arn:nothing', {}],
    ['sqs', 'arn:queue', { Nothing: '' }],
    ['sqs', 'arn:queue', { RawMessageDelivery: 'yes' }],
    ['sqs', 'arn:queue', { FilterPolicy: '{' }],
    ['sqs', 'arn:queue', { FilterPolicy: '{"a":"b"}' }],
    ['sqs', 'arn:queue', { FilterPolicy: '{"a":[{"wildcard":"b*"}]}' }],
  ])('cannot be %s %s with %j', async (protocol, endpoint, attributes) => {
    expect(await failure(subscribe(protocol, endpoint, attributes))).toBeInstanceOf(sns.InvalidParameterException);
  });
});

// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
describe('filter policies', () => {
  const count = { DataType: 'Number', StringValue: '7' };

  it.each([
    [{ colour: ['blue'] }, true],
    [{ colour: ['red'] }, false],
    [{ colour: [{ prefix: 'bl' }] }, true],
    [{ colour: [{ 'anything-but': ['blue'] }] }, false],
    [{ count: [{ numeric: ['>', 5, '<=', 7] }] }, true],
    [{ count: ['7'] }, false],
    [{ list: ['b'] }, true],
    [{ list: ['c'] }, false],
    [{ other: [{ exists: false }] }, true],
    [{ colour: ['blue'], count: [8] }, false],
    [{ $or: [{ colour: ['red'] }, { count: [7] }] }, true],
    [{}, true],
  ])('on attributes: %j → %j', async (policy, passes) => {
    await subscribe('sqs', 'arn:queue', { FilterPolicy: JSON.stringify(policy) });
    const list = { DataType: 'String.Array', StringValue: '["a","b"]' };
    await publish('hello', { MessageAttributes: { colour: text('blue'), count, list } });
    expect(deliveries.length).toBe(passes ? 1 : 0);
  });

  it.each([
    ['{"detail":{"state":"done"}}', true],
    ['{"detail":{"state":"new"}}', false],
    ['no JSON', false],
    ['[]', false],
  ])('on the body: %s → %j', async (message, passes) => {
    const FilterPolicy = JSON.stringify({ detail: { state: ['done'] } });
    await subscribe('sqs', 'arn:queue', { FilterPolicy, FilterPolicyScope: 'MessageBody' });
    await publish(message);
    expect(deliveries.length).toBe(passes ? 1 : 0);
  });

  it('can be changed', async () => {
    const SubscriptionArn = await subscribe('sqs', 'arn:queue');
    const set = (AttributeName: string, AttributeValue: string) =>
      client.send(new sns.SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    await set('FilterPolicy', '{"a":["b"]}');
    await set('FilterPolicyScope', 'MessageBody');
    await set('RawMessageDelivery', 'true');
    const { Attributes } = await client.send(new sns.GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({
      FilterPolicy: '{"a":["b"]}',
      FilterPolicyScope: 'MessageBody',
      RawMessageDelivery: 'true',
    });
    await publish('{"a":"c"}');
    expect(deliveries).toEqual([]);
    await set('FilterPolicy', '{}');
    await publish('{"a":"c"}');
    expect(deliveries).toMatchObject([{ message: { body: '{"a":"c"}' } }]);
  });
});

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
describe('messages', () => {
  it('can have one text for each kind of subscriber', async () => {
    await subscribe('lambda', 'arn:function');
    await subscribe('sqs', 'arn:queue', { RawMessageDelivery: 'true' });
    await publish('{"default":"all","sqs":"queue"}', { MessageStructure: 'json' });
    expect(deliveries).toMatchObject([
      { event: { Records: [{ Sns: { Message: 'all' } }] } },
      { message: { body: 'queue' } },
    ]);
  });

  it.each([
    ['', {}],
    ['a'.repeat(262_145), {}],
    ['a', { Subject: 'line\nline' }],
    ['a', { Subject: 'a'.repeat(101) }],
    ['a', { MessageStructure: 'xml' }],
    ['{}', { MessageStructure: 'json' }],
    ['{', { MessageStructure: 'json' }],
    ['a', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'b' } } }],
    ['a', { MessageAttributes: { a: { DataType: 'Number', StringValue: 'b' } } }],
    ['a', { MessageAttributes: { 'a b': text('c') } }],
    ['a', { MessageDeduplicationId: 'a' }],
    ['a', { PhoneNumber: '+491700000000' }],
  ])('cannot be %.20j with %.60j', async (message, input) => {
    expect(await failure(publish(message, input))).toBeInstanceOf(sns.InvalidParameterException);
  });
});

// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
describe('batches', () => {
  const batch = (...PublishBatchRequestEntries: sns.PublishBatchRequestEntry[]) =>
    client.send(new sns.PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));

  it('publish messages, each by itself', async () => {
    await subscribe('sqs', 'arn:queue', { RawMessageDelivery: 'true' });
    const { Successful, Failed } = await batch(
      { Id: 'a', Message: 'A' },
      { Id: 'b', Message: 'B', Subject: '\n' },
      { Id: 'c', Message: 'C' },
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
    expect(deliveries).toMatchObject([{ message: { body: 'A' } }, { message: { body: 'C' } }]);
  });

  const entries = (count: number, Message = 'a') =>
    Array.from({ length: count }, (_, index) => ({ Id: `${index}`, Message }));

  it.each([
    ['no entries', sns.EmptyBatchRequestException, []],
    ['more than ten', sns.TooManyEntriesInBatchRequestException, entries(11)],
    ['an id twice', sns.BatchEntryIdsNotDistinctException, [...entries(1), ...entries(1)]],
    ['an invalid id', sns.InvalidBatchEntryIdException, [{ Id: 'a b', Message: 'a' }]],
    ['more than 256 KB', sns.BatchRequestTooLongException, entries(2, 'a'.repeat(131_073))],
  ])('cannot have %s', async (_, type, given) => {
    expect(await failure(batch(...given))).toBeInstanceOf(type);
  });
});

// https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
describe('FIFO topics', () => {
  beforeEach(async () => {
    TopicArn = await create('orders.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' });
    await subscribe('sqs', 'arn:queue.fifo', { RawMessageDelivery: 'true' });
  });

  it('deliver a message once in five minutes, with its group', async () => {
    const first = await publish('a', { MessageGroupId: 'g' });
    const second = await publish('b', { MessageGroupId: 'g' });
    expect(BigInt(second.SequenceNumber ?? '')).toBeGreaterThan(BigInt(first.SequenceNumber ?? ''));
    now += 299_999;
    expect(await publish('a', { MessageGroupId: 'g' })).toMatchObject({ MessageId: first.MessageId });
    expect(deliveries).toMatchObject([
      { message: { body: 'a', groupId: 'g', deduplicationId: expect.stringMatching(/^[\da-f]{64}$/) } },
      { message: { body: 'b' } },
    ]);
    now += 1;
    await publish('a', { MessageGroupId: 'g' });
    expect(deliveries.length).toBe(3);
  });

  it('need a group', async () => {
    expect(await failure(publish('a'))).toBeInstanceOf(sns.InvalidParameterException);
  });

  // https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
  it.each(['true', 'false'])('deliver to standard queues, without the id for deduplication: raw %s', async (raw) => {
    await subscribe('sqs', 'arn:queue:standard', { RawMessageDelivery: raw });
    await publish('a', { MessageGroupId: 'g' });
    const [toFifo, toStandard] = deliveries.map((each) => each.kind === 'queue' && each.message);
    expect(toFifo).toMatchObject({ groupId: 'g', deduplicationId: expect.any(String) });
    expect(toStandard).toMatchObject({ groupId: 'g', deduplicationId: undefined });
  });

  it('have no functions, and standard topics no FIFO queues, as subscribers', async () => {
    expect(await failure(subscribe('lambda', 'arn:function'))).toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Protocol Reason: a FIFO topic delivers to queues only, not to functions',
    });
    expect(await failure(subscribe('sqs', 'arn:queue.fifo', {}, await create('standard')))).toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    });
  });
});
