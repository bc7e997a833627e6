import type {
  CreateTopicInput,
  CreateTopicResponse,
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTopicsResponse,
} from '@aws-sdk/client-sns';
import type { Topics } from '../../sources/topic/topics.ts';
import { existingTopic } from './existing-topic.ts';

export function topicOperations(topics: Topics) {
  return {
    CreateTopic({ Name = '', Attributes = {}, Tags = [] }: CreateTopicInput): CreateTopicResponse {
      const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      return { TopicArn: topics.create(Name, Attributes, tags).arn };
    },

    /** Deleting a topic that does not exist has no effect. */
    DeleteTopic({ TopicArn = '' }: DeleteTopicInput): void {
      const topic = topics.findByArn(TopicArn);
      if (topic !== undefined) topics.delete(topic.name);
    },

    ListTopics(): ListTopicsResponse {
      return { Topics: topics.all.map(({ arn }) => ({ TopicArn: arn })) };
    },

    GetTopicAttributes({ TopicArn }: GetTopicAttributesInput): GetTopicAttributesResponse {
      const { arn, attributes, subscriptions } = existingTopic(topics, TopicArn);
      return {
        Attributes: {
          ...attributes,
          TopicArn: arn,
          Owner: arn.split(':')[4] ?? '',
          SubscriptionsConfirmed: String(subscriptions.size),
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
        },
      };
    },
  };
}
