import type {
  DeleteObjectTaggingRequest,
  GetObjectAttributesOutput,
  GetObjectAttributesRequest,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import { existingBucket, existingObject, invalidArgument } from '../request/s3-errors.ts';
import { tagSet, tagsOfSet } from '../request/tags.ts';
import { checksumMembers, checksumOfObject } from './object-members.ts';
import { storageClassOf } from './object-storage.ts';

const attributeNames = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

/** Operations on what belongs to an object besides its body. */
export function tagOperations(buckets: Buckets) {
  return {
    GetObjectTagging({ Bucket, Key }: GetObjectTaggingRequest): GetObjectTaggingOutput {
      return { TagSet: tagSet(existingObject(existingBucket(buckets, Bucket), Key).tags) };
    },

    PutObjectTagging({ Bucket, Key, Tagging }: PutObjectTaggingRequest): void {
      const bucket = existingBucket(buckets, Bucket);
      bucket.setTags(existingObject(bucket, Key), tagsOfSet(Tagging?.TagSet ?? []));
    },

    DeleteObjectTagging({ Bucket, Key }: DeleteObjectTaggingRequest): void {
      const bucket = existingBucket(buckets, Bucket);
      bucket.setTags(existingObject(bucket, Key), new Map());
    },

    GetObjectAttributes(input: GetObjectAttributesRequest): GetObjectAttributesOutput {
      const object = existingObject(existingBucket(buckets, input.Bucket), input.Key);
      const wanted = new Set<string>(input.ObjectAttributes);
      const unknown = [...wanted].find((name) => !attributeNames.includes(name));
      if (unknown !== undefined) {
        throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', unknown);
      }
      return {
        LastModified: object.lastModified,
        ...(wanted.has('ETag') && { ETag: object.eTag }),
        ...(wanted.has('ObjectSize') && { ObjectSize: object.body.length }),
        ...(wanted.has('StorageClass') && { StorageClass: storageClassOf(object.storage) }),
        ...(wanted.has('Checksum') && { Checksum: checksumMembers(checksumOfObject(object)) }),
        ...(wanted.has('ObjectParts') &&
          object.partSizes.length > 0 && { ObjectParts: { TotalPartsCount: object.partSizes.length } }),
      };
    },
  };
}
