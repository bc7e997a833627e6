import {
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { withTagRecord } from '../../resource/configured-tags.ts';
import { identityTags } from '../../resource/identity.ts';
import { tagList } from '../../resource/tags.ts';
import { bucket } from './bucket.ts';

const s3 = mockClient(S3Client);
afterEach(() => s3.reset());

describe('a bucket', () => {
  it('keeps the tags that others have at the time of the change, also while S3 is busy', async () => {
    const planned = { owner: testIdentity, settings: { tags: { team: 'of the plan' } }, attributes: {} };
    const current = (team: string) => ({ TagSet: tagList({ ...withTagRecord({ stage: 'x' }), team }) });
    s3.on(GetBucketTaggingCommand).resolvesOnce(current('blue')).resolves(current('green'));
    s3.on(PutBucketTaggingCommand).rejectsOnce(serviceError('OperationAborted')).resolves({});
    const update = { actual: planned, changed: new Set(['tags']) };
    await bucket.update(testTarget(), 'files', { tags: { owner: 'us' } }, update);
    expect(s3.commandCalls(PutBucketTaggingCommand)[1]?.args[0].input.Tagging).toEqual({
      TagSet: tagList({ team: 'green', owner: 'us' }),
    });
  });

  it.each([
    [{ Versions: [{ Key: 'a' }] }, { objects: true }],
    [{ DeleteMarkers: [{ Key: 'a' }] }, { objects: true }],
    [{}, {}],
  ])('reports whether it has objects: %j', async (page, contents) => {
    s3.on(HeadBucketCommand).resolves({}).on(ListObjectVersionsCommand).resolves(page);
    s3.on(GetBucketTaggingCommand).resolves({ TagSet: tagList(identityTags(testIdentity)) });
    expect((await bucket.read(testTarget(), 'files', undefined))?.contents).toEqual(contents);
  });
});
