import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { tagList } from '../resource/tags.ts';
import { createResource, removeResource } from './change-resource.ts';

const sns = mockClient(SNSClient);
beforeEach(() => {
  sns.on(ListSubscriptionsByTopicCommand).resolves({});
});
afterEach(() => sns.reset());

const tags = { 'alr:project': 'demo', stage: 'prod' };
const news = desiredResource('topic', 'news', { tags });
const actual = { owner: testIdentity, settings: {}, attributes: {} };

describe('createResource', () => {
  it('updates a resource that was created after the plan was made', async () => {
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(testTags) });
    await createResource(testTarget(), news);
    expect(commandNames(sns)).toEqual(['GetTopicAttributes', 'ListTagsForResource', 'TagResource']);
  });

  it('reads the resource again if AWS reports that it already exists', async () => {
    sns.on(GetTopicAttributesCommand).rejectsOnce(serviceError('NotFoundException')).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(testTags) });
    sns
      .on(CreateTopicCommand)
      .rejects(serviceError('InvalidParameterException', 'Topic already exists with different tags'));
    await createResource(testTarget(), news);
    expect(commandNames(sns).at(-1)).toBe('TagResource');
  });

  it('passes on the error if the existing resource belongs to others', async () => {
    sns.on(GetTopicAttributesCommand).rejectsOnce(serviceError('NotFoundException')).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [] });
    sns.on(CreateTopicCommand).rejects(serviceError('InvalidParameterException', 'Topic already exists'));
    await expect(createResource(testTarget(), news)).rejects.toThrow('Topic already exists');
  });

  it('waits while AWS is busy with another change of the same resource', async () => {
    sns.on(GetTopicAttributesCommand).rejects(serviceError('NotFoundException'));
    sns.on(CreateTopicCommand).rejectsOnce(serviceError('ConcurrentAccessException')).resolves({});
    const target = testTarget();
    await createResource(target, news);
    expect(target.pauses).toHaveLength(1);
  });
});

describe('removeResource', () => {
  it('accepts that the resource is gone already', async () => {
    sns.on(DeleteTopicCommand).rejects(serviceError('NotFoundException'));
    await removeResource(testTarget(), { kind: 'topic', name: 'news', actual });
    expect(commandNames(sns)).toContain('DeleteTopic');
  });
});
