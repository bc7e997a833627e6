import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketConfiguration,
  DeleteBucketCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { isServiceError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { tagsToRemove } from '../../resource/configured-tags.ts';
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

  async read({ aws }, name): Promise<ActualResource<S3BucketSettings> | undefined> {
    const s3 = aws.client(S3Client);
    const response = await undefinedIfNotFound(s3.send(new HeadBucketCommand({ Bucket: name })));
    if (response === undefined) return undefined;
    const tags = tagsOf((await undefinedIfNotFound(s3.send(new GetBucketTaggingCommand({ Bucket: name }))))?.TagSet);
    return { owner: ownerOf(tags), settings: { tags }, attributes: {} };
  },

  async create(target, name, { tags }) {
    await createBucket(target, name, { Tags: tagList(tags) }).catch(async (error: unknown) => {
      // S3 accepts tags in this call, but other implementations of its API may not.
      if (!isServiceError(error) || error.name !== 'MalformedXML') throw error;
      await createBucket(target, name, {});
    });
    return putTags(target, name, tags);
  },

  async update(target, name, { tags }, { actual }) {
    const { tags: all = {} } = actual.settings;
    const outdated = tagsToRemove(all, tags);
    const kept = Object.entries(all).filter(([tag]) => !outdated.includes(tag));
    return putTags(target, name, { ...Object.fromEntries(kept), ...tags });
  },

  async remove({ aws }, name) {
    await aws.client(S3Client).send(new DeleteBucketCommand({ Bucket: name }));
  },
};

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

/** Replaces all tags of a bucket; S3 cannot change a single one. */
async function putTags({ aws }: DeploymentTarget, name: string, tags: Tags): Promise<Record<string, never>> {
  const Tagging = { TagSet: tagList(tags) };
  await aws.client(S3Client).send(new PutBucketTaggingCommand({ Bucket: name, Tagging }));
  return {};
}
