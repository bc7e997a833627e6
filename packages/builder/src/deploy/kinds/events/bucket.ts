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
import { PROJECT_TAG, type Tags, tagList, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** A bucket that is made where it doesn't exist. */
export interface S3BucketSettings {
  readonly tags: Tags;
}

/** An S3 bucket. It is never emptied: one that holds objects can't be removed. */
export const bucket: Kind<S3BucketSettings> = {
  retain: true,

  async read({ aws }, name): Promise<ActualResource<S3BucketSettings> | undefined> {
    const s3 = aws.client(S3Client);
    const there = await undefinedIfNotFound(s3.send(new HeadBucketCommand({ Bucket: name })));
    if (there === undefined) return undefined;
    const tags = tagsOf((await undefinedIfNotFound(s3.send(new GetBucketTaggingCommand({ Bucket: name }))))?.TagSet);
    return { owner: tags[PROJECT_TAG], settings: { tags }, attributes: {} };
  },

  async create(target, name, { tags }) {
    await make(target, name, { Tags: tagList(tags) }).catch(async (error: unknown) => {
      // S3 takes tags in this very call; what only speaks S3's language may not.
      if (!isServiceError(error) || error.name !== 'MalformedXML') throw error;
      await make(target, name, {});
    });
    return putTags(target, name, tags);
  },

  async update(target, name, { tags }, { actual }) {
    const { tags: all = {} } = actual.settings;
    const gone = tagsToRemove(all, tags);
    const kept = Object.entries(all).filter(([tag]) => !gone.includes(tag));
    return putTags(target, name, { ...Object.fromEntries(kept), ...tags });
  },

  async remove({ aws }, name) {
    await aws.client(S3Client).send(new DeleteBucketCommand({ Bucket: name }));
  },
};

async function make({ aws }: DeploymentTarget, Bucket: string, options: CreateBucketConfiguration): Promise<void> {
  // The oldest region is the one that may not be named.
  const location = aws.region === 'us-east-1' ? {} : { LocationConstraint: aws.region as BucketLocationConstraint };
  const CreateBucketConfiguration = { ...location, ...options };
  const create = new CreateBucketCommand({
    Bucket,
    ...(Object.keys(CreateBucketConfiguration).length === 0 ? {} : { CreateBucketConfiguration }),
  });
  await aws.client(S3Client).send(create);
}

/** Tags of a bucket are written all together. */
async function putTags({ aws }: DeploymentTarget, name: string, tags: Tags): Promise<Record<string, never>> {
  const Tagging = { TagSet: tagList(tags) };
  await aws.client(S3Client).send(new PutBucketTaggingCommand({ Bucket: name, Tagging }));
  return {};
}
