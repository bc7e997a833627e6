import {
  EventBridgeClient,
  ListRulesCommand,
  ListTagsForResourceCommand as ListRuleTagsCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  ListTagsForResourceCommand as ListTopicTagsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { nameOf } from '../../../src/aws/arn.ts';
import type { Aws } from '../../../src/aws/connection.ts';
import { type Entry, lasting, policyEntries, tagsOf } from './entry.ts';

/** Reads the queues with all attributes, and their numbers of messages of each state. */
export async function readQueues(aws: Aws): Promise<Entry[]> {
  const sqs = aws.client(SQSClient);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  const queues = QueueUrls.map(async (QueueUrl) => {
    const [{ Attributes = {} }, { Tags = {} }] = await Promise.all([
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      sqs.send(new ListQueueTagsCommand({ QueueUrl })),
    ]);
    const id = `queue ${aws.region} ${nameOf(Attributes.QueueArn ?? '')}`;
    return [
      { id, tags: Tags, content: lasting(Attributes, 'LastModifiedTimestamp', 'Policy') },
      ...policyEntries('queue', id, Attributes.Policy),
    ];
  });
  return (await Promise.all(queues)).flat();
}

/** Reads the topics and all subscriptions. */
export async function readTopics(aws: Aws): Promise<Entry[]> {
  const sns = aws.client(SNSClient);
  const [{ Topics = [] }, { Subscriptions = [] }] = await Promise.all([
    sns.send(new ListTopicsCommand()),
    sns.send(new ListSubscriptionsCommand()),
  ]);
  const topics = Topics.map(async ({ TopicArn = '' }): Promise<Entry> => {
    const [{ Attributes }, { Tags }] = await Promise.all([
      sns.send(new GetTopicAttributesCommand({ TopicArn })),
      sns.send(new ListTopicTagsCommand({ ResourceArn: TopicArn })),
    ]);
    const content = lasting(Attributes, 'SubscriptionsConfirmed', 'SubscriptionsPending', 'SubscriptionsDeleted');
    return { id: `topic ${aws.region} ${nameOf(TopicArn)}`, tags: tagsOf(Tags), content };
  });
  const subscriptions = Subscriptions.map(async ({ SubscriptionArn, TopicArn = '', Endpoint }): Promise<Entry> => {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const topic = `topic ${aws.region} ${nameOf(TopicArn)}`;
    const id = `subscription ${aws.region} ${nameOf(TopicArn)} ${Endpoint}`;
    return { id, partOf: topic, content: lasting(Attributes) };
  });
  return Promise.all([...topics, ...subscriptions]);
}

/** Reads the rules of the default bus with their targets. */
export async function readRules(aws: Aws): Promise<Entry[]> {
  const events = aws.client(EventBridgeClient);
  const { Rules = [] } = await events.send(new ListRulesCommand());
  const rules = Rules.map(async (rule): Promise<Entry[]> => {
    const [{ Tags }, { Targets = [] }] = await Promise.all([
      events.send(new ListRuleTagsCommand({ ResourceARN: rule.Arn })),
      events.send(new ListTargetsByRuleCommand({ Rule: rule.Name })),
    ]);
    const id = `rule ${aws.region} ${rule.Name}`;
    const targets = Targets.map((target) => ({
      id: `rule target ${aws.region} ${rule.Name}/${target.Id}`,
      partOf: id,
      content: lasting(target),
    }));
    return [{ id, tags: tagsOf(Tags), content: lasting(rule) }, ...targets];
  });
  return (await Promise.all(rules)).flat();
}
