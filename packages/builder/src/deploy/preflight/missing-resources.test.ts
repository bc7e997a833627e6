import { DescribeRulesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetBucketTaggingCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal, testTarget } from '../../../test/deployment-target.ts';
import { type ResourceKey, want } from '../kinds/kinds.ts';
import { checkReferences } from './missing-resources.ts';

const s3 = mockClient(S3Client);
const elb = mockClient(ElasticLoadBalancingV2Client);
afterEach(() => {
  s3.reset();
  elb.reset();
});

const creating = (...keys: ResourceKey[]) => ({
  known: new Map(),
  steps: keys.map((key) => ({ ...key, action: 'create' as const, wanted: want('bucket', key.name, { tags: {} }) })),
});

describe('a plan', () => {
  it('is refused for a bucket that is not there, unless it makes it', async () => {
    s3.on(HeadBucketCommand).rejects(refusal('NotFound'));
    const notification: ResourceKey = { kind: 'notification', name: 'photos' };
    await expect(checkReferences(creating(notification), testTarget())).rejects.toThrow(
      'there is no bucket photos: make it, or set trigger.create_bucket and it is made with the rest',
    );
    await checkReferences(creating({ kind: 'bucket', name: 'photos' }, notification), testTarget());
    s3.on(HeadBucketCommand).resolves({});
    s3.on(GetBucketTaggingCommand).rejects(refusal('NoSuchTagSet'));
    await checkReferences(creating(notification), testTarget());
  });

  it('is refused for a listener that is not there', async () => {
    elb.on(DescribeRulesCommand).rejects(refusal('ListenerNotFoundException'));
    await expect(
      checkReferences(creating({ kind: 'listener rule', name: 'arn:listener' }), testTarget()),
    ).rejects.toThrow('there is no listener arn:listener in eu-central-1: see trigger.listener_arn');
  });
});
