import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { parseArn } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import { readFormerOwner } from './former-subscription.ts';
import { hasMark, removeMark, writeMark } from './subscription-mark.ts';

/** The settings of a subscription, besides its topic and its endpoint, which are its name. */
export interface SubscriptionSettings {
  /** `ours` if there is a mark that we created it; `none` otherwise. */
  readonly mark: string;
}

/**
 * A subscription of an endpoint to a topic. The resource's name is `TOPIC-ARN ENDPOINT-ARN`. A subscription has no tags,
 * so a tag of its endpoint records that we created it. One that was there before belongs to others.
 */
export const subscription: Kind<SubscriptionSettings> = {
  async read(target, name): Promise<ActualResource<SubscriptionSettings> | undefined> {
    const existing = await find(target.aws, name);
    if (existing?.SubscriptionArn === undefined) return undefined;
    const isMarked = await hasMark(target, name, endpointOf(name));
    return {
      owner: isMarked ? target.identity : await readFormerOwner(target, partsOf(name)),
      settings: { mark: isMarked ? 'ours' : 'none' },
      attributes: { arn: existing.SubscriptionArn },
    };
  },

  async create(target, name) {
    const { topic, endpoint } = partsOf(name);
    // Others may have created it in the meantime. A mark from an interrupted run stays.
    if ((await find(target.aws, name)) === undefined) await writeMark(target, name, endpoint);
    const Protocol = parseArn(endpoint)?.service;
    await target.aws.client(SNSClient).send(new SubscribeCommand({ TopicArn: topic, Endpoint: endpoint, Protocol }));
    return {};
  },

  async update(target, name, _settings, { actual }) {
    await writeMark(target, name, endpointOf(name));
    return actual.attributes;
  },

  async remove(target, name, { attributes }) {
    const { aws } = target;
    await undefinedIfNotFound(aws.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: attributes.arn })));
    await removeMark(target, name, endpointOf(name));
  },
};

async function find(aws: Aws, name: string): Promise<Subscription | undefined> {
  const { topic, endpoint } = partsOf(name);
  const pages = paginateListSubscriptionsByTopic({ client: aws.client(SNSClient) }, { TopicArn: topic });
  const search = async () => {
    for await (const { Subscriptions = [] } of pages) {
      const match = Subscriptions.find(({ Endpoint }) => Endpoint === endpoint);
      if (match !== undefined) return match;
    }
    return undefined;
  };
  return undefinedIfNotFound(search());
}

function endpointOf(name: string): string {
  return partsOf(name).endpoint;
}

function partsOf(name: string): { topic: string; endpoint: string } {
  const [topic = '', endpoint = ''] = name.split(' ');
  return { topic, endpoint };
}
