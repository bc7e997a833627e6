import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { targetKey } from '../../kinds/events/rule-target.ts';
import { topicArn } from '../../kinds/events/topic.ts';
import { isEntryOf } from '../../resource/ids.ts';
import { notificationEntries } from '../../resource/notifications.ts';
import { parseStatements } from '../../resource/resource-policy.ts';
import { statementsOfOthers } from './statements-of-others.ts';
import type { FindUsers } from './user.ts';

/** The notifications of a bucket that are not ours. */
export const bucketUsers: FindUsers = async ({ aws, identity }, { name: Bucket }) => {
  const get = new GetBucketNotificationConfigurationCommand({ Bucket });
  return notificationEntries(await aws.client(S3Client).send(get))
    .filter(({ id }) => !isEntryOf(id, identity))
    .map(({ id, destination }) => ({ description: `the notification ${id}, to ${destination}` }));
};

/** The targets of a rule that are not ours. */
export const ruleUsers: FindUsers = async ({ aws, identity }, { name }) => {
  // A rule has at most five targets.
  const { Targets = [] } = await aws.client(EventBridgeClient).send(new ListTargetsByRuleCommand(targetKey(name)));
  return Targets.filter(({ Id = '' }) => !isEntryOf(Id, identity, 64)).map(({ Id, Arn }) => ({
    description: `target ${Id} (${Arn})`,
  }));
};

/**
 * The subscriptions of a topic, including those that still have to be confirmed, and the statements of others that let
 * something publish to it.
 */
export const topicUsers: FindUsers = async (target, { name, actual }) => {
  const client = target.aws.client(SNSClient);
  const TopicArn = topicArn(target, name);
  const users = statementsOfOthers(parseStatements(actual.attributes.policy), target.identity);
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    for (const { Endpoint = '', Protocol } of Subscriptions) {
      // The query of a URL can contain a token.
      const description = `the ${Protocol} subscription of ${Endpoint.replace(/[?#].*$/, '')}`;
      users.push({ id: `subscription ${TopicArn} ${Endpoint}`, description });
    }
  }
  return users;
};
