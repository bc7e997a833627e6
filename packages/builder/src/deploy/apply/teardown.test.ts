import {
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal, testTarget } from '../../../test/deployment-target.ts';
import type { KindName, Wanted } from '../kinds/kinds.ts';
import type { ResourceState } from '../plan/plan.ts';
import { idOf } from '../resource/resource.ts';
import { type Removal, removalsOf, TeardownError, teardown } from './teardown.ts';

const sns = mockClient(SNSClient);
afterEach(() => sns.reset());

function observed(kind: KindName, name: string, owner: { project?: string } = { project: 'demo' }): ResourceState {
  return { kind, name, wanted: undefined, found: { owner: owner.project, settings: {}, attributes: {} } };
}

describe('what a teardown removes', () => {
  it('is what is ours, nothing before what needs it', () => {
    const states = [
      observed('role', 'demo'),
      observed('function', 'demo'),
      observed('queue', 'jobs-dlq'),
      observed('queue', 'jobs'),
      observed('queue', 'theirs', { project: 'another' }),
      observed('queue', 'nobody’s', {}),
      observed('mapping', 'arn'),
      { ...observed('topic', 'news'), found: undefined },
    ];
    expect(removalsOf(states, 'demo').map(idOf)).toEqual([
      'mapping arn',
      'queue jobs',
      'queue jobs-dlq',
      'function demo',
      'role demo',
    ]);
  });

  it('is what has another name by now first, as the function leads to it', () => {
    const wanted = (kind: KindName, name: string) => ({ ...observed(kind, name), wanted: {} as Wanted });
    const states = [
      observed('role', 'former'),
      observed('function', 'former'),
      wanted('role', 'demo'),
      // after the function, which would make it again
      wanted('log group', 'demo'),
      wanted('function', 'demo'),
    ];
    expect(removalsOf(states, 'demo').map(idOf)).toEqual([
      'function former',
      'role former',
      'function demo',
      'log group demo',
      'role demo',
    ]);
  });

  it('is not the parts that go with something else', () => {
    const states = [
      observed('image', 'x:y'),
      observed('managed policies', 'demo'),
      observed('inline policy', 'demo/x'),
    ];
    expect(removalsOf(states, 'demo')).toEqual([]);
  });
});

describe('a teardown', () => {
  const topics = ['one', 'two', 'three'].map(
    (name): Removal => ({ kind: 'topic', name, found: { owner: 'demo', settings: {}, attributes: {} } }),
  );
  const arn = (name: string) => ({ TopicArn: `arn:aws:sns:eu-central-1:123456789012:${name}` });

  it('goes on after a failure, and tells in the end what is left', async () => {
    sns.on(GetTopicAttributesCommand).rejects(refusal('NotFoundException'));
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(DeleteTopicCommand, arn('two')).rejects(refusal('AuthorizationError', 'Not allowed'));
    const told: string[] = [];
    const error = await teardown(topics, testTarget(), ({ name }, state) => {
      if (state !== 'begun') told.push(`${name}: ${state instanceof Error ? state.message : state}`);
    }).catch((reason: unknown) => reason);

    expect(told).toEqual([
      'one: done',
      'two: could not remove topic two: AuthorizationError: Not allowed (request request-1)',
      'three: done',
    ]);
    expect(error).toBeInstanceOf(TeardownError);
    expect((error as TeardownError).message).toBe(
      'one resource is still there: topic two; run the teardown again when the cause is gone',
    );
    expect((error as TeardownError).exitCode).toBe(1);
  });

  it('waits until each is really gone', async () => {
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'alr:project', Value: 'demo' }] });
    sns.on(GetTopicAttributesCommand).resolvesOnce({}).resolvesOnce({}).rejects(refusal('NotFoundException'));
    const target = testTarget();
    await teardown(topics.slice(0, 1), target, () => {});
    expect(target.pauses).toHaveLength(2);
  });

  it('says of what does not go that it is still there', async () => {
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'alr:project', Value: 'demo' }] });
    await expect(teardown(topics.slice(0, 1), testTarget(), () => {})).rejects.toThrow('topic one');
  });
});
