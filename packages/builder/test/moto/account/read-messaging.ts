import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand as ListRuleTagsCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand as ListScheduleTagsCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
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

/** Reads the rules of all event buses with their targets. */
export async function readRules(aws: Aws): Promise<Entry[]> {
  const { EventBuses = [] } = await aws.client(EventBridgeClient).send(new ListEventBusesCommand());
  return (await Promise.all(EventBuses.map(({ Name = '' }) => readRulesOfBus(aws, Name)))).flat();
}

async function readRulesOfBus(aws: Aws, EventBusName: string): Promise<Entry[]> {
  const events = aws.client(EventBridgeClient);
  const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
  const rules = Rules.map(async (rule): Promise<Entry[]> => {
    const [{ Tags }, { Targets = [] }] = await Promise.all([
      events.send(new ListRuleTagsCommand({ ResourceARN: rule.Arn })),
      events.send(new ListTargetsByRuleCommand({ Rule: rule.Name, EventBusName })),
    ]);
    const name = EventBusName === 'default' ? rule.Name : `${EventBusName}/${rule.Name}`;
    const id = `rule ${aws.region} ${name}`;
    const targets = Targets.map((target) => ({
      id: `rule target ${aws.region} ${name}/${target.Id}`,
      partOf: id,
      content: lasting(target),
    }));
    return [{ id, tags: tagsOf(Tags), content: lasting(rule) }, ...targets];
  });
  return (await Promise.all(rules)).flat();
}

/** Reads the groups of schedules and what is in them. */
export async function readSchedules(aws: Aws): Promise<Entry[]> {
  const scheduler = aws.client(SchedulerClient);
  const { ScheduleGroups = [] } = await scheduler.send(new ListScheduleGroupsCommand());
  const groups = ScheduleGroups.map(async ({ Name: GroupName, Arn }): Promise<Entry[]> => {
    const [{ Tags }, { Schedules = [] }] = await Promise.all([
      scheduler.send(new ListScheduleTagsCommand({ ResourceArn: Arn })),
      scheduler.send(new ListSchedulesCommand({ GroupName })),
    ]);
    const id = `schedule group ${aws.region} ${GroupName}`;
    const schedules = Schedules.map(async ({ Name }): Promise<Entry> => {
      const content = await scheduler.send(new GetScheduleCommand({ GroupName, Name }));
      return {
        id: `schedule ${aws.region} ${GroupName}/${Name}`,
        partOf: id,
        content: lasting(content, '$metadata', 'LastModificationDate'),
      };
    });
    // The default group always exists.
    const group = { id, tags: tagsOf(Tags), content: { GroupName } };
    return [...(GroupName === 'default' ? [] : [group]), ...(await Promise.all(schedules))];
  });
  return (await Promise.all(groups)).flat();
}
