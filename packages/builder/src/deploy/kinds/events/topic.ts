import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SNSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a topic. */
export interface TopicSettings {
  readonly tags: Tags;
}

/** An SNS topic. */
export const topic: Kind<TopicSettings> = {
  async read(target, name): Promise<ActualResource<TopicSettings> | undefined> {
    const sns = target.aws.client(SNSClient);
    const arn = topicArn(target, name);
    const response = await undefinedIfNotFound(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })));
    if (response === undefined) return undefined;
    const tags = tagsOf((await sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags);
    return { owner: ownerOf(tags), settings: { tags }, attributes: { arn } };
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
    await target.aws.client(SNSClient).send(new DeleteTopicCommand({ TopicArn: topicArn(target, name) }));
  },
};

/** The ARN of a topic in this account and region. */
export function topicArn({ aws }: DeploymentTarget, name: string): string {
  return arnOf(aws, 'sns', name);
}
