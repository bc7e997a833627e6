import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketConfiguration,
  DeleteBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { bucketArn } from '../../../aws/arn.ts';
import { isServiceError } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { tagsToRemove } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { describeContents } from '../../resource/contents.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a bucket that the project creates. */
export interface S3BucketSettings {
  readonly tags: Tags;
}

/** An S3 bucket. It is never emptied, so one that contains objects cannot be removed. */
export const bucket: Kind<S3BucketSettings> = {
  retain: true,

  async read({ aws }, name, desired): Promise<ActualResource<S3BucketSettings> | undefined> {
    const s3 = aws.client(S3Client);
    const confirmed = confirmedTags(aws, bucketArn(aws, name), desired);
    if (confirmed !== undefined) {
      // Shows whether the bucket exists. The plan reads it anyway, and what is in a bucket matters only before its removal.
      const get = new GetBucketNotificationConfigurationCommand({ Bucket: name });
      const isThere = (await undefinedIfNotFound(s3.send(get))) !== undefined;
      return isThere ? { owner: ownerOf(confirmed), settings: { tags: confirmed }, attributes: {} } : undefined;
    }
    const response = await undefinedIfNotFound(s3.send(new HeadBucketCommand({ Bucket: name })));
    if (response === undefined) return undefined;
    const tags = await readTags(aws, name);
    const owner = ownerOf(tags);
    // Only a bucket of ours is ever removed, and the objects of others are not our business.
    const contents = owner !== undefined && (await hasObjects(aws, name)) ? { objects: true as const } : {};
    const holds = describeContents(contents);
    return { owner, settings: { tags }, attributes: {}, contents, ...(holds === undefined ? {} : { holds }) };
  },

  async create(target, name, { tags }) {
    await createBucket(target, name, { Tags: tagList(tags) }).catch(async (error: unknown) => {
      // S3 accepts tags in this call, but other implementations of its API may not.
      if (!isServiceError(error) || error.name !== 'MalformedXML') throw error;
      await createBucket(target, name, {});
    });
    return mergeTags(target, name, tags);
  },

  async update(target, name, { tags }) {
    return mergeTags(target, name, tags);
  },

  async remove({ aws }, name) {
    // S3 does not delete a bucket with objects.
    await aws.client(S3Client).send(new DeleteBucketCommand({ Bucket: name }));
  },
};

async function hasObjects(aws: Aws, Bucket: string): Promise<boolean> {
  const list = new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 });
  const { Versions = [], DeleteMarkers = [] } = await aws.client(S3Client).send(list);
  return Versions.length + DeleteMarkers.length > 0;
}

async function readTags(aws: Aws, Bucket: string): Promise<Tags> {
  const get = new GetBucketTaggingCommand({ Bucket });
  return tagsOf((await undefinedIfNotFound(aws.client(S3Client).send(get)))?.TagSet);
}

async function createBucket(
  { aws }: DeploymentTarget,
  Bucket: string,
  options: CreateBucketConfiguration,
): Promise<void> {
  // us-east-1 is the default, and S3 rejects it as an explicit location.
  const location = aws.region === 'us-east-1' ? {} : { LocationConstraint: aws.region as BucketLocationConstraint };
  const CreateBucketConfiguration = { ...location, ...options };
  const create = new CreateBucketCommand({
    Bucket,
    ...(Object.keys(CreateBucketConfiguration).length === 0 ? {} : { CreateBucketConfiguration }),
  });
  await aws.client(S3Client).send(create);
}

/** Changes our tags of a bucket. S3 cannot change a single tag, so the others are read right before, and written back. */
async function mergeTags({ aws }: DeploymentTarget, Bucket: string, tags: Tags): Promise<Record<string, never>> {
  await changeShared(aws, async () => {
    const all = await readTags(aws, Bucket);
    const outdated = tagsToRemove(all, tags);
    const kept = Object.entries(all).filter(([tag]) => !outdated.includes(tag));
    const Tagging = { TagSet: tagList({ ...Object.fromEntries(kept), ...tags }) };
    await aws.client(S3Client).send(new PutBucketTaggingCommand({ Bucket, Tagging }));
  });
  return {};
}
