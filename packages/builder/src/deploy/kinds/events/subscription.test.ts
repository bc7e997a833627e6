import { LambdaClient, ListTagsCommand, TagResourceCommand } from '@aws-sdk/client-lambda';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { type SubscriptionSettings, subscription } from './subscription.ts';

const sns = mockClient(SNSClient);
const lambda = mockClient(LambdaClient);
beforeEach(() => {
  lambda.on(ListTagsCommand).resolves({ Tags: testTags }).on(TagResourceCommand).resolves({});
  sns.on(SetSubscriptionAttributesCommand).resolves({}).on(SubscribeCommand).resolves({});
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
});
afterEach(() => {
  sns.reset();
  lambda.reset();
});

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:news';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
const NAME = `${TOPIC} ${FUNCTION}`;
const plain: SubscriptionSettings = { filter: null, filterScope: null, mark: 'ours' };
const nested: SubscriptionSettings = { filter: '{"order":{"kind":["a"]}}', filterScope: 'body', mark: 'ours' };
const flat: SubscriptionSettings = { filter: '{"kind":["a"]}', filterScope: 'attributes', mark: 'ours' };

async function change(from: SubscriptionSettings, to: SubscriptionSettings): Promise<string[]> {
  const actual = { owner: testIdentity, settings: from, attributes: { arn: `${TOPIC}:1` } };
  const changed = (['filter', 'filterScope'] as const).filter((setting) => from[setting] !== to[setting]);
  await subscription.update(testTarget(), NAME, to, { actual, changed: new Set(changed) });
  return sns
    .commandCalls(SetSubscriptionAttributesCommand)
    .map(({ args: [{ input }] }) => `${input.AttributeName} ${input.AttributeValue}`);
}

describe('a subscription', () => {
  it('is created with its filter, so that it never gets other messages', async () => {
    await subscription.create(testTarget(), NAME, nested);
    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input.Attributes).toEqual({
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"order":{"kind":["a"]}}',
    });
  });

  it.each([
    [{ FilterPolicy: '{ "b": [1], "a": [2] }', FilterPolicyScope: 'MessageBody' }, '{"a":[2],"b":[1]}', 'body'],
    [{ FilterPolicy: '{"a":[1]}' }, '{"a":[1]}', 'attributes'],
    [{ FilterPolicy: '{}', FilterPolicyScope: 'MessageAttributes' }, null, null],
    [{}, null, null],
  ])('with the attributes %j has the filter %s', async (Attributes, filter, filterScope) => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [{ SubscriptionArn: `${TOPIC}:1`, Endpoint: FUNCTION }],
    });
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes });
    expect((await subscription.read(testTarget(), NAME, undefined))?.settings).toMatchObject({ filter, filterScope });
  });

  it('loses a filter of the body before the scope changes, because it may be invalid for attributes', async () => {
    expect(await change(nested, flat)).toEqual([
      'FilterPolicy {}',
      'FilterPolicyScope MessageAttributes',
      'FilterPolicy {"kind":["a"]}',
    ]);
  });

  it('gets a filter after its scope', async () => {
    expect(await change(plain, nested)).toEqual([
      'FilterPolicyScope MessageBody',
      'FilterPolicy {"order":{"kind":["a"]}}',
    ]);
  });

  it('can lose its filter', async () => {
    expect(await change(flat, plain)).toEqual(['FilterPolicy {}']);
  });
});
