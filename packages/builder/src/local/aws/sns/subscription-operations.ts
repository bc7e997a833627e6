import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesInput,
  SubscribeInput,
  SubscribeResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import type { Subscription, Topic } from '../../sources/topic/topic.ts';
import { invalidParameter, TopicError } from '../../sources/topic/topic-error.ts';
import type { SubscriptionSettings, Topics } from '../../sources/topic/topics.ts';
import { existingTopic } from './existing-topic.ts';

/** The subscribers that a local topic can have, by the names of their protocols. */
const kinds = { lambda: 'function', sqs: 'queue' } as const;

export function subscriptionOperations(topics: Topics) {
  return {
    Subscribe({ TopicArn, Protocol = '', Endpoint = '', Attributes = {} }: SubscribeInput): SubscribeResponse {
      const topic = existingTopic(topics, TopicArn);
      const kind = kindOf(Protocol);
      const settings = Object.entries(Attributes).map(([name, value]) => settingOf(name, value));
      return {
        SubscriptionArn: topics.subscribe(topic, { kind, endpoint: Endpoint, ...Object.assign({}, ...settings) }).arn,
      };
    },

    Unsubscribe({ SubscriptionArn = '' }: UnsubscribeInput): void {
      topics.existingSubscription(SubscriptionArn).topic.removeSubscription(SubscriptionArn);
    },

    ListSubscriptions(): ListSubscriptionsResponse {
      return { Subscriptions: topics.all.flatMap(describeAll) };
    },

    ListSubscriptionsByTopic({ TopicArn }: ListSubscriptionsByTopicInput): ListSubscriptionsByTopicResponse {
      return { Subscriptions: describeAll(existingTopic(topics, TopicArn)) };
    },

    GetSubscriptionAttributes(input: GetSubscriptionAttributesInput): GetSubscriptionAttributesResponse {
      const { topic, subscription } = topics.existingSubscription(input.SubscriptionArn ?? '');
      const { arn, kind, endpoint, isRaw, filter, filterText, deadLetterArn } = subscription;
      return {
        Attributes: {
          SubscriptionArn: arn,
          TopicArn: topic.arn,
          Protocol: protocolOf(kind),
          Endpoint: endpoint,
          RawMessageDelivery: String(isRaw),
          PendingConfirmation: 'false',
          ...(deadLetterArn !== undefined && {
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }),
          }),
          ...(filterText !== undefined && {
            FilterPolicy: filterText,
            FilterPolicyScope: filter?.scope ?? 'MessageAttributes',
          }),
        },
      };
    },

    SetSubscriptionAttributes(input: SetSubscriptionAttributesInput): void {
      const { subscription } = topics.existingSubscription(input.SubscriptionArn ?? '');
      topics.change(subscription, settingOf(input.AttributeName ?? '', input.AttributeValue ?? ''));
    },
  };
}

/** @throws {TopicError} there are no such subscribers here */
function kindOf(protocol: string): Subscription['kind'] {
  const kind = Object.entries(kinds).find(([name]) => name === protocol)?.[1];
  if (kind === undefined) {
    throw invalidParameter(
      `Protocol: the emulator has no ${JSON.stringify(protocol)}, only ${Object.keys(kinds).join(', ')}`,
    );
  }
  return kind;
}

function protocolOf(kind: Subscription['kind']): string {
  return kind === 'function' ? 'lambda' : 'sqs';
}

/** @throws {TopicError} there is no such attribute here */
function settingOf(name: string, value: string): SubscriptionSettings {
  switch (name) {
    case 'FilterPolicy':
      return { filterPolicy: value };
    case 'FilterPolicyScope':
      if (value !== 'MessageAttributes' && value !== 'MessageBody') throw invalidParameter('FilterPolicyScope');
      return { filterScope: value };
    case 'RedrivePolicy':
      return { redrivePolicy: value };
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false') throw invalidParameter('RawMessageDelivery');
      return { isRaw: value === 'true' };
    default:
      throw new TopicError(
        'InvalidParameterException',
        `Invalid parameter: AttributeName: the emulator has no ${JSON.stringify(name)}, only FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy`,
      );
  }
}

function describeAll({ arn, subscriptions }: Topic) {
  return Array.from(subscriptions.values(), (subscription) => ({
    SubscriptionArn: subscription.arn,
    Owner: arn.split(':')[4],
    Protocol: protocolOf(subscription.kind),
    Endpoint: subscription.endpoint,
    TopicArn: arn,
  }));
}
