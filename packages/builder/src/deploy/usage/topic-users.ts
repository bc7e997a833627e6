import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { topicArn } from '../kinds/events/topic.ts';
import type { FindUsers, User } from './user.ts';

/** The subscriptions of a topic, including those that still have to be confirmed. */
export const topicUsers: FindUsers = async (target, { name }) => {
  const client = target.aws.client(SNSClient);
  const TopicArn = topicArn(target, name);
  const users: User[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    for (const { Endpoint = '', Protocol } of Subscriptions) {
      // The query of a URL can contain a token.
      const description = `the ${Protocol} subscription of ${Endpoint.replace(/[?#].*$/, '')}`;
      users.push({ id: `subscription ${TopicArn} ${Endpoint}`, description });
    }
  }
  return users;
};
