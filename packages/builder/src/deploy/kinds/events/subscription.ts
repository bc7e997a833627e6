import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { parseArn } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import { readFormerOwner } from './former-subscription.ts';
import { hasIndexedMark, hasMark, removeMark, writeMark } from './subscription-mark.ts';

/** The settings of a subscription, besides its topic and its endpoint, which are its name. */
export interface SubscriptionSettings {
  /** The filter policy, as JSON in its canonical form; null: every message matches. */
  readonly filter: string | null;
  /** What the policy is about: `attributes` or `body`; null without a policy. */
  readonly filterScope: string | null;
  /** `ours` if there is a mark that we created it; `none` otherwise. */
  readonly mark: string;
}

/**
 * A subscription of an endpoint to a topic. The resource's name is `TOPIC-ARN ENDPOINT-ARN`. A subscription has no tags,
 * so a tag of its endpoint records that we created it. One that was there before belongs to others.
 */
export const subscription: Kind<SubscriptionSettings> = {
  async read(target, name, desired): Promise<ActualResource<SubscriptionSettings> | undefined> {
    const existing = await find(target.aws, name);
    if (existing?.SubscriptionArn === undefined) return undefined;
    const endpoint = endpointOf(name);
    // One that is not desired may be removed, so its mark is read.
    const isIndexed = desired !== undefined && hasIndexedMark(target, name, endpoint);
    const isMarked = isIndexed || (await hasMark(target, name, endpoint));
    return {
      owner: isMarked ? target.identity : await readFormerOwner(target, partsOf(name)),
      settings: { ...(await readFilter(target.aws, existing.SubscriptionArn)), mark: isMarked ? 'ours' : 'none' },
      attributes: { arn: existing.SubscriptionArn },
    };
  },

  async create(target, name, settings) {
    const { topic, endpoint } = partsOf(name);
    // Others may have created it in the meantime. A mark from an interrupted run stays.
    if ((await find(target.aws, name)) === undefined) await writeMark(target, name, endpoint);
    const Protocol = parseArn(endpoint)?.service;
    const Attributes = attributesOf(settings);
    const subscribe = new SubscribeCommand({ TopicArn: topic, Endpoint: endpoint, Protocol, Attributes });
    await target.aws.client(SNSClient).send(subscribe);
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    if (changed.has('mark')) await writeMark(target, name, endpointOf(name));
    await changeFilter(target.aws, actual, settings, changed);
    return actual.attributes;
  },

  async remove(target, name, { attributes }) {
    const { aws } = target;
    await undefinedIfNotFound(aws.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: attributes.arn })));
    await removeMark(target, name, endpointOf(name));
  },
};

const scopes: Readonly<Record<string, string>> = { attributes: 'MessageAttributes', body: 'MessageBody' };

function attributesOf({ filter, filterScope }: SubscriptionSettings): Record<string, string> {
  if (filter === null) return {};
  return { FilterPolicyScope: scopes[filterScope ?? ''] ?? '', FilterPolicy: filter };
}

async function readFilter(aws: Aws, arn: string): Promise<Partial<SubscriptionSettings>> {
  // A subscription that was not confirmed has no ARN.
  if (parseArn(arn) === undefined) return {};
  const get = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
  const attributes = (await undefinedIfNotFound(aws.client(SNSClient).send(get)))?.Attributes ?? {};
  const policy = canonicalText(attributes.FilterPolicy ?? NO_POLICY);
  if (policy === NO_POLICY || policy === '') return { filter: null, filterScope: null };
  return { filter: policy, filterScope: attributes.FilterPolicyScope === scopes.body ? 'body' : 'attributes' };
}

/** What removes a filter policy. */
const NO_POLICY = '{}';

async function changeFilter(
  aws: Aws,
  { attributes: { arn }, settings: former }: ActualResource<SubscriptionSettings>,
  settings: SubscriptionSettings,
  changed: ReadonlySet<string>,
): Promise<void> {
  const set = (AttributeName: string, AttributeValue: string) =>
    aws
      .client(SNSClient)
      .send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName, AttributeValue }));
  if (!changed.has('filter') && !changed.has('filterScope')) return;
  const { FilterPolicyScope, FilterPolicy = NO_POLICY } = attributesOf(settings);
  // A policy about the body can be invalid for attributes. In between, every message is delivered, so none is lost.
  const isMoving = changed.has('filterScope') && FilterPolicyScope !== undefined;
  if (isMoving && typeof former.filter === 'string') await set('FilterPolicy', NO_POLICY);
  if (isMoving) await set('FilterPolicyScope', FilterPolicyScope);
  await set('FilterPolicy', FilterPolicy);
}

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
