import {
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import type { DesiredResource, KindName, ResourceState } from '../kinds/kinds.ts';
import { removalsOf } from '../plan/removals.ts';
import type { Owner } from '../resource/identity.ts';
import { idOf } from '../resource/resource.ts';
import { type Tags, tagList } from '../resource/tags.ts';
import type { Removal } from '../usage/users/user.ts';
import {
  type RemovalProgress,
  type RemoveResourcesOptions,
  removeResources,
  TeardownError,
} from './remove-resources.ts';

const sns = mockClient(SNSClient);
beforeEach(() => {
  sns.on(ListSubscriptionsByTopicCommand).resolves({});
});
afterEach(() => sns.reset());

function existing(kind: KindName, name: string, owner: Owner | undefined = testIdentity): ResourceState {
  return { kind, name, desired: undefined, actual: { owner, settings: {}, attributes: {} } };
}

describe('removalsOf', () => {
  it('lists what is ours, and nothing before a resource that needs it', () => {
    const states = [
      existing('role', 'demo'),
      existing('function', 'demo'),
      existing('queue', 'jobs-dlq'),
      existing('queue', 'jobs'),
      existing('queue', 'theirs', { ...testIdentity, project: 'another' }),
      existing('queue', 'of-prod', { ...testIdentity, stage: 'prod' }),
      existing('queue', 'from-1.0', { project: 'demo', stage: undefined, function: undefined }),
      { ...existing('queue', 'untagged'), actual: { owner: undefined, settings: {}, attributes: {} } },
      existing('mapping', 'arn'),
      { ...existing('topic', 'news'), actual: undefined },
    ];
    expect(removalsOf(states, testTarget()).map(idOf)).toEqual([
      'mapping arn',
      'queue jobs',
      'queue jobs-dlq',
      'function demo',
      'role demo',
    ]);
  });

  it('lists former resources first, because only the function leads to them', () => {
    const desired = (kind: KindName, name: string) => ({ ...existing(kind, name), desired: {} as DesiredResource });
    const states = [
      existing('role', 'former'),
      existing('function', 'former'),
      desired('role', 'demo'),
      // The function comes first, because it would create the log group again.
      desired('log group', 'demo'),
      desired('function', 'demo'),
    ];
    expect(removalsOf(states, testTarget()).map(idOf)).toEqual([
      'function former',
      'role former',
      'function demo',
      'log group demo',
      'role demo',
    ]);
  });

  it('leaves out the parts that are removed with something else', () => {
    const states = [
      existing('image', 'x:y'),
      existing('managed policies', 'demo'),
      existing('inline policy', 'demo/x'),
    ];
    expect(removalsOf(states, testTarget())).toEqual([]);
  });
});

describe('removeResources', () => {
  const topics = ['one', 'two', 'three'].map(
    (name): Removal => ({ kind: 'topic', name, actual: { owner: testIdentity, settings: {}, attributes: {} } }),
  );
  const arn = (name: string) => ({ TopicArn: `arn:aws:sns:eu-central-1:123456789012:${name}` });

  it('continues after a failure, and reports what is left at the end', async () => {
    for (const { name } of topics) {
      sns.on(GetTopicAttributesCommand, arn(name)).resolvesOnce({}).rejects(serviceError('NotFoundException'));
    }
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(testTags) });
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(DeleteTopicCommand, arn('two')).rejects(serviceError('AuthorizationError', 'Not allowed'));
    const events: string[] = [];
    const error = await removeResources(topics, testTarget(), ({ name }, state) => {
      if (state !== 'started') events.push(`${name}: ${state instanceof Error ? state.message : state}`);
    }).catch((reason: unknown) => reason);

    expect(events).toEqual([
      'one: done',
      'two: could not remove topic two: AuthorizationError: Not allowed (request request-1)',
      'three: done',
    ]);
    expect(error).toBeInstanceOf(TeardownError);
    expect((error as TeardownError).message).toBe(
      'one resource was not removed: topic two; remove the cause, then run the teardown again',
    );
    expect((error as TeardownError).exitCode).toBe(1);
  });

  it('keeps what leads to a connection that could not be removed', async () => {
    const subscription: Removal = {
      kind: 'subscription',
      name: `${arn('one').TopicArn} arn:aws:sqs:eu-central-1:123456789012:jobs`,
      actual: { owner: testIdentity, settings: {}, attributes: { arn: 'arn:subscription' } },
    };
    sns.on(ListSubscriptionsByTopicCommand).rejects(serviceError('AuthorizationError', 'Not allowed'));
    const kept: string[] = [];
    const removal = removeResources([subscription, ...topics], testTarget(), ({ name }, state) => {
      if (typeof state === 'object' && 'reasons' in state) kept.push(`${name}: ${state.reasons}`);
    });
    await expect(removal).rejects.toThrow('one resource was not removed: subscription');
    expect(kept).toEqual(['one', 'two', 'three'].map((name) => `${name}: ${idOf(subscription)} could not be removed`));
    expect(sns.commandCalls(DeleteTopicCommand)).toEqual([]);
  });

  it('waits until each resource is gone', async () => {
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(testTags) });
    const stillThere = sns.on(GetTopicAttributesCommand).resolvesOnce({}).resolvesOnce({}).resolvesOnce({});
    stillThere.rejects(serviceError('NotFoundException'));
    const target = testTarget();
    await removeResources(topics.slice(0, 1), target, () => {});
    expect(target.pauses).toHaveLength(2);
  });

  it('reports a resource that still exists', async () => {
    sns.on(DeleteTopicCommand).resolves({});
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(testTags) });
    await expect(removeResources(topics.slice(0, 1), testTarget(), () => {})).rejects.toThrow('topic one');
  });

  const exists = (tags: object = testTags) => {
    sns.on(GetTopicAttributesCommand).resolves({});
    sns.on(ListTagsForResourceCommand).resolves({ Tags: tagList(tags as Tags) });
  };
  async function keptReasons(options?: RemoveResourcesOptions) {
    const reasons: unknown[] = [];
    const progress: RemovalProgress = (_removal, state) => {
      if (typeof state === 'object' && 'reasons' in state) reasons.push(...state.reasons);
    };
    await removeResources(topics.slice(0, 1), testTarget(), progress, options);
    expect(sns.commandCalls(DeleteTopicCommand)).toEqual([]);
    return reasons;
  }

  it('keeps a resource that came into use after the plan was made', async () => {
    exists();
    const theirs = { Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-central-1:123456789012:theirs' };
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [theirs] });
    expect(await keptReasons()).toEqual([
      'it is in use by the sqs subscription of arn:aws:sqs:eu-central-1:123456789012:theirs',
    ]);
  });

  it('keeps a resource whose tags name another owner by now', async () => {
    exists({ ...testTags, 'alr:stage': 'prod' });
    expect(await keptReasons()).toEqual(['it is no longer ours']);
  });

  it('keeps what the plan keeps', async () => {
    exists();
    expect(await keptReasons({ kept: new Map([['topic one', ['reason']]]) })).toEqual(['reason']);
  });
});
