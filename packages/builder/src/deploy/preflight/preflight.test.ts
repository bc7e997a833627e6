import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetBucketTaggingCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { serviceError, testTags, testTarget } from '../../../test/deployment-target.ts';
import type { DesiredImage } from '../desired/desired-image.ts';
import { desiredResource, type ResourceKey } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import { type ScopeName, scopes } from '../plan/scopes.ts';
import type { Owner } from '../resource/identity.ts';
import { tagList } from '../resource/tags.ts';
import { preflight } from './preflight.ts';

const s3 = mockClient(S3Client);
const elb = mockClient(ElasticLoadBalancingV2Client);
afterEach(() => {
  s3.reset();
  elb.reset();
});

const configuration = configurationOf('image: { handler: app }\nlambda: { name: demo }\ntrigger: { type: none }\n');
const someImage: DesiredImage = { kind: 'registry', uri: 'registry/repository@sha256:abc' };

function check(steps: readonly Step[], scopeName: ScopeName = 'apply', image = someImage) {
  const input = { configuration, image, target: testTarget() };
  return preflight({ steps, known: new Map() }, scopes[scopeName], input);
}

function creating(...keys: ResourceKey[]): Step[] {
  return keys.map((key) => ({ ...key, action: 'create', desired: desiredResource('bucket', key.name, { tags: {} }) }));
}

function foreignFunction(owner: Owner | undefined): Step {
  const actual = { owner, settings: {}, attributes: {} };
  return { action: 'not ours', kind: 'function', name: 'demo', actual, differences: [] };
}

const createFunction = creating({ kind: 'function', name: 'demo' });

describe('preflight', () => {
  it('rejects a plan that needs a bucket which neither exists nor is created', async () => {
    s3.on(HeadBucketCommand).rejects(serviceError('NotFound'));
    const notification: ResourceKey = { kind: 'notification', name: 'photos' };
    await expect(check(creating(notification))).rejects.toThrow(
      'the bucket photos does not exist: create it, or set trigger.create_bucket to have it created',
    );
    await check(creating({ kind: 'bucket', name: 'photos' }, notification));
    s3.on(HeadBucketCommand).resolves({});
    s3.on(GetBucketTaggingCommand).rejects(serviceError('NoSuchTagSet'));
    await check(creating(notification));
  });

  it('rejects a plan that needs a listener which does not exist', async () => {
    elb.on(DescribeRulesCommand).rejects(serviceError('ListenerNotFoundException'));
    await expect(check(creating({ kind: 'listener rule', name: 'arn:listener' }))).rejects.toThrow(
      'the listener arn:listener does not exist in eu-central-1: correct trigger.listener_arn',
    );
  });

  it('rejects a priority that a rule of others has, and suggests a free one', async () => {
    const theirs = { RuleArn: 'arn:theirs', Priority: '10' };
    elb.on(DescribeRulesCommand).resolves({ Rules: [theirs, { RuleArn: 'arn:first', Priority: '1' }] });
    elb.on(DescribeTagsCommand).resolves({});
    const settings = { path: '/', priority: 10, targetGroup: 'arn', tags: testTags };
    const desired = desiredResource('listener rule', 'arn:listener', settings as never);
    const create: Step = { action: 'create', kind: 'listener rule', name: 'arn:listener', desired };
    await expect(check([create])).rejects.toThrow(
      'the listener arn:listener already has a rule with the priority 10: arn:theirs; ' +
        'choose another trigger.priority, such as 2',
    );
    elb.on(DescribeTagsCommand).resolves({
      TagDescriptions: [{ ResourceArn: 'arn:theirs', Tags: tagList(testTags) }],
    });
    await check([create]);
  });

  it('rejects a function that this project did not create', async () => {
    await expect(check([foreignFunction(undefined)])).rejects.toThrow(
      'function demo already exists, and this project (demo) did not create it',
    );
    await expect(
      check([foreignFunction({ project: 'another', stage: undefined, function: undefined })]),
    ).rejects.toThrow('function demo belongs to the project another');
  });

  it('rejects an image for another architecture', async () => {
    const image = { id: 'sha256:abc', architecture: 'arm64', pushTo: async () => 'sha256:abc' };
    await expect(check(createFunction, 'apply', { kind: 'built', image })).rejects.toThrow(
      'the image alr-lambda:demo is built for arm64, but lambda.architecture is x86_64',
    );
  });

  it('rejects a new function without an image, and a command for images without one', async () => {
    const none: DesiredImage = { kind: 'current', reason: 'the image alr-lambda:demo has not been built yet' };
    await expect(check(createFunction, 'apply', none)).rejects.toThrow(
      'no image to deploy: the image alr-lambda:demo has not been built',
    );
    await expect(check([], 'deploy', none)).rejects.toThrow('no image to deploy');
    await check([], 'apply', none);
  });

  it('rejects the change of a part of a function that does not exist yet', async () => {
    await expect(check(createFunction, 'lambda-concurrency')).rejects.toThrow(
      'function demo does not exist yet: create it with alr-builder lambda-function',
    );
  });

  it('rejects lambda-function-url if the configuration has no function URL', async () => {
    await expect(check([], 'lambda-function-url')).rejects.toThrow('set trigger.type to url');
  });
});
