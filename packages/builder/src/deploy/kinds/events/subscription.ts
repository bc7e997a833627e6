import { paginateListSubscriptionsByTopic, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';

/** What a subscription of ours is told by: who gets the notifications. */
export type SubscriptionSettings = Record<string, never>;

/** A subscription to a topic, which AWS tells by its endpoint; its name is `TOPIC-ARN ENDPOINT-ARN`. */
export const subscription: Kind<SubscriptionSettings> = {
  async read({ aws, project }, name): Promise<ActualResource<SubscriptionSettings> | undefined> {
    const { topic, endpoint } = partsOf(name);
    const pages = paginateListSubscriptionsByTopic({ client: aws.client(SNSClient) }, { TopicArn: topic });
    const search = async () => {
      for await (const { Subscriptions = [] } of pages) {
        const found = Subscriptions.find(({ Endpoint }) => Endpoint === endpoint);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const arn = (await undefinedIfNotFound(search()))?.SubscriptionArn;
    return arn === undefined ? undefined : { owner: project, settings: {}, attributes: { arn } };
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
