import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SNSClient,
  TagResourceCommand,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { type Tags, tagList } from '../resource/tags.ts';
import { changeResource, createResource, removeResource } from './change-resource.ts';

const sns = mockClient(SNSClient);
beforeEach(() => {
  sns.on(ListSubscriptionsByTopicCommand).resolves({});
});
afterEach(() => sns.reset());

const tags = { ...testTags, team: 'blue' };
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

  it('fails if others have created the resource in the meantime', async () => {
    sns.on(GetTopicAttributesCommand).rejectsOnce(serviceError('NotFoundException')).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [] });
    sns.on(CreateTopicCommand).rejects(serviceError('InvalidParameterException', 'Topic already exists'));
    await expect(createResource(testTarget(), news)).rejects.toThrow(
      'topic news belongs to others by now: choose another name, or plan again',
    );
  });

  it('waits while AWS is busy with another change of the same resource', async () => {
    sns.on(GetTopicAttributesCommand).rejects(serviceError('NotFoundException'));
    sns.on(CreateTopicCommand).rejectsOnce(serviceError('ConcurrentAccessException')).resolves({});
    const target = testTarget();
    await createResource(target, news);
    expect(target.pauses).toHaveLength(1);
  });
});

describe('changeResource', () => {
  const settings = ['tags'];
  const planned = { ...actual, settings: { tags: {} } };
  const change = () => changeResource(testTarget(), news, planned, { settings, grows: false });

  function topicHas(currentTags: Tags): void {
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(currentTags) });
  }

  it('changes what differs now, not what differed when the plan was made', async () => {
    topicHas(tags);
    expect(await change()).toMatchObject({ isChanged: false });
    topicHas(testTags);
    expect(await change()).toMatchObject({ isChanged: true });
    expect(sns.commandCalls(TagResourceCommand)).toHaveLength(1);
  });

  it('fails if the resource belongs to others by now', async () => {
    topicHas({ 'alr:project': 'another', 'alr:stage': 'prod', 'alr:function': 'main' });
    await expect(change()).rejects.toThrow('topic news belongs to another/prod by now');
    topicHas({});
    await expect(change()).rejects.toThrow('topic news belongs to others by now');
    expect(commandNames(sns)).not.toContain('TagResource');
  });

  it('takes over a resource without an owner if the plan says so', async () => {
    topicHas({});
    const adopted = { ...planned, isAdopted: true };
    await changeResource(testTarget(), news, adopted, { settings, grows: false });
    expect(commandNames(sns).at(-1)).toBe('TagResource');
  });

  it('creates the resource if it is gone by now', async () => {
    sns.on(GetTopicAttributesCommand).rejects(serviceError('NotFoundException'));
    await change();
    expect(commandNames(sns).at(-1)).toBe('CreateTopic');
  });
});

describe('removeResource', () => {
  it('accepts that the resource is gone already', async () => {
    sns.on(DeleteTopicCommand).rejects(serviceError('NotFoundException'));
    await removeResource(testTarget(), { kind: 'topic', name: 'news', actual });
    expect(commandNames(sns)).toContain('DeleteTopic');
  });
});
