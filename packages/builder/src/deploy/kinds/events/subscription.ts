import { paginateListSubscriptionsByTopic, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';

/** A subscription has no settings besides its topic and its endpoint, which are its name. */
export type SubscriptionSettings = Record<string, never>;

/** A subscription of an endpoint to a topic. The resource's name is `TOPIC-ARN ENDPOINT-ARN`. */
export const subscription: Kind<SubscriptionSettings> = {
  async read({ aws, identity }, name): Promise<ActualResource<SubscriptionSettings> | undefined> {
    const { topic, endpoint } = partsOf(name);
    const pages = paginateListSubscriptionsByTopic({ client: aws.client(SNSClient) }, { TopicArn: topic });
    const find = async () => {
      for await (const { Subscriptions = [] } of pages) {
        const match = Subscriptions.find(({ Endpoint }) => Endpoint === endpoint);
        if (match !== undefined) return match;
      }
      return undefined;
    };
    const arn = (await undefinedIfNotFound(find()))?.SubscriptionArn;
    return arn === undefined ? undefined : { owner: identity, settings: {}, attributes: { arn } };
  },

  async create({ aws }, name) {
    const { topic, endpoint } = partsOf(name);
    const Protocol = parseArn(endpoint)?.service;
    await aws.client(SNSClient).send(new SubscribeCommand({ TopicArn: topic, Endpoint: endpoint, Protocol }));
    return {};
  },

  async update() {
    return {};
  },

  async remove({ aws }, _name, { attributes }) {
    await aws.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: attributes.arn }));
  },
};

function partsOf(name: string): { topic: string; endpoint: string } {
  const [topic = '', endpoint = ''] = name.split(' ');
  return { topic, endpoint };
}
