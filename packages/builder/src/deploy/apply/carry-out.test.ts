import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandsOf, refusal, testTarget } from '../../../test/deployment-target.ts';
import { want } from '../kinds/kinds.ts';
import { create, remove } from './carry-out.ts';

const sns = mockClient(SNSClient);
afterEach(() => sns.reset());

const tags = { 'alr:project': 'demo', stage: 'prod' };
const news = want('topic', 'news', { tags });
const found = { owner: 'demo', settings: {}, attributes: {} };

describe('what is to be made', () => {
  it('is changed where somebody else has made it since it was planned', async () => {
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'alr:project', Value: 'demo' }] });
    await create(testTarget(), news);
    expect(commandsOf(sns)).toEqual(['GetTopicAttributes', 'ListTagsForResource', 'TagResource']);
  });

  it('is looked for again where AWS says that it is there already', async () => {
    sns.on(GetTopicAttributesCommand).rejectsOnce(refusal('NotFoundException')).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'alr:project', Value: 'demo' }] });
    sns
      .on(CreateTopicCommand)
      .rejects(refusal('InvalidParameterException', 'Topic already exists with different tags'));
    await create(testTarget(), news);
    expect(commandsOf(sns).at(-1)).toBe('TagResource');
  });

  it("stays AWS's refusal where what is there already isn't ours", async () => {
    sns.on(GetTopicAttributesCommand).rejectsOnce(refusal('NotFoundException')).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [] });
    sns.on(CreateTopicCommand).rejects(refusal('InvalidParameterException', 'Topic already exists'));
    await expect(create(testTarget(), news)).rejects.toThrow('Topic already exists');
  });

  it('is made when AWS is done with a change that somebody else makes', async () => {
    sns.on(GetTopicAttributesCommand).rejects(refusal('NotFoundException'));
    sns.on(CreateTopicCommand).rejectsOnce(refusal('ConcurrentAccessException')).resolves({});
    const target = testTarget();
    await create(target, news);
    expect(target.pauses).toHaveLength(1);
  });
});

describe('what is to go', () => {
  it('may be gone already', async () => {
    sns.on(DeleteTopicCommand).rejects(refusal('NotFoundException'));
    await remove(testTarget(), { kind: 'topic', name: 'news', found });
    expect(commandsOf(sns)).toEqual(['DeleteTopic']);
  });
});
