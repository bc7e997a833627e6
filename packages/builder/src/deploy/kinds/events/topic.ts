import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ContentsError, describeContents } from '../../resource/contents.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a topic. */
export interface TopicSettings {
  readonly tags: Tags;
}

/** An SNS topic. */
export const topic: Kind<TopicSettings> = {
  retain: true,

  async read(target, name, desired): Promise<ActualResource<TopicSettings> | undefined> {
    const sns = target.aws.client(SNSClient);
    const arn = topicArn(target, name);
    const confirmed = confirmedTags(target.aws, arn, desired);
    // The plan lists the subscriptions anyway, and what others have in a topic matters only before it is removed.
    if (confirmed !== undefined && (await hasSubscriptions(target, name))) {
      return { owner: ownerOf(confirmed), settings: { tags: confirmed }, attributes: { arn } };
    }
    const response = await undefinedIfNotFound(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })));
    if (response === undefined) return undefined;
    const tags = confirmed ?? tagsOf((await sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags);
    const { SubscriptionsConfirmed = 0, SubscriptionsPending = 0 } = response.Attributes ?? {};
    const subscriptions = Number(SubscriptionsConfirmed) + Number(SubscriptionsPending);
    const holds = describeContents({ subscriptions });
    return {
      owner: ownerOf(tags),
      settings: { tags },
      attributes: { arn, policy: response.Attributes?.Policy ?? '' },
      contents: { subscriptions },
      ...(holds === undefined ? {} : { holds }),
    };
  },

  async create({ aws }, name, { tags }) {
    const Attributes = name.endsWith('.fifo') ? { FifoTopic: 'true' } : {};
    await aws.client(SNSClient).send(new CreateTopicCommand({ Name: name, Tags: tagList(tags), Attributes }));
    return {};
  },

  async update(target, name, { tags: desired }, { actual }) {
    const sns = target.aws.client(SNSClient);
    const ResourceArn = topicArn(target, name);
    await updateTags(actual.settings.tags, desired, {
      tag: (tags) => sns.send(new TagResourceCommand({ ResourceArn, Tags: tagList(tags) })),
      untag: (TagKeys) => sns.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    });
    return {};
  },

  async remove(target, name) {
    // Ours were removed before, so any that is left was made by others.
    const others = await subscriptionsOf(target, name);
    if (others.length > 0) {
      throw new ContentsError(`it has subscriptions of others (${others.join(', ')}): remove them first`);
    }
    await target.aws.client(SNSClient).send(new DeleteTopicCommand({ TopicArn: topicArn(target, name) }));
  },
};

async function hasSubscriptions(target: DeploymentTarget, name: string): Promise<boolean> {
  const client = target.aws.client(SNSClient);
  const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn(target, name) });
  for await (const { Subscriptions = [] } of pages) if (Subscriptions.length > 0) return true;
  return false;
}

/** The endpoints of a topic's subscriptions, or their protocols if an endpoint can be a person's address. */
async function subscriptionsOf(target: DeploymentTarget, name: string): Promise<string[]> {
  const client = target.aws.client(SNSClient);
  const TopicArn = topicArn(target, name);
  const found: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    // SNS lists a subscription for a while after it is removed.
    const current = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
    found.push(
      ...current.map(({ Endpoint = '', Protocol = '' }) => (Endpoint.startsWith('arn:') ? Endpoint : Protocol)),
    );
  }
  return found;
}

/** The ARN of a topic in this account and region. */
export function topicArn({ aws }: DeploymentTarget, name: string): string {
  return arnOf(aws, 'sns', name);
}
