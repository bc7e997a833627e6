import {
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { topic } from './topic.ts';

const sns = mockClient(SNSClient);
afterEach(() => sns.reset());

const actual = { owner: testIdentity, settings: {}, attributes: {} };

describe('a topic', () => {
  it('reports its subscriptions, also those that are not confirmed yet', async () => {
    sns.on(GetTopicAttributesCommand).resolves({
      Attributes: { SubscriptionsConfirmed: '2', SubscriptionsPending: '1' },
    });
    sns.on(ListTagsForResourceCommand).resolves({});
    expect((await topic.read(testTarget(), 'news', undefined))?.contents).toEqual({ subscriptions: 3 });
  });

  it('is not removed while others subscribe to it, and their addresses are not shown', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [
        { Protocol: 'email', Endpoint: 'person@example.com', SubscriptionArn: 'PendingConfirmation' },
        { Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-central-1:1:theirs', SubscriptionArn: 'arn:1' },
      ],
    });
    await expect(topic.remove(testTarget(), 'news', actual)).rejects.toThrow(
      'it has subscriptions of others (email, arn:aws:sqs:eu-central-1:1:theirs): remove them first',
    );
    expect(sns.commandCalls(DeleteTopicCommand)).toHaveLength(0);
  });

  it('is removed if only deleted subscriptions are still listed', async () => {
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [{ SubscriptionArn: 'Deleted' }] });
    await topic.remove(testTarget(), 'news', actual);
    expect(sns.commandCalls(DeleteTopicCommand)).toHaveLength(1);
  });
});
