import type {
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  GetBucketVersioningOutput,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import { compareKeys } from '../../../sources/bucket/key-order.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import type { AwsCall } from '../../aws-service.ts';
import { decodeToken, encodeToken, pageSize } from '../request/pages.ts';
import { existingBucket } from '../request/s3-errors.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|--x-s3|\.mrap)$)(?!.*\.\.)(?!\d+(?:\.\d+){3}$)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;

const MAX_BUCKETS = 10_000;

/** The owner of everything on this machine. */
const owner = { ID: '0'.repeat(64), DisplayName: 'local' };

/** The region whose buckets have no location. */
const DEFAULT_REGION = 'us-east-1';

export function bucketOperations(buckets: Buckets) {
  return {
    ListBuckets({ Prefix = '', MaxBuckets, ContinuationToken, BucketRegion }: ListBucketsRequest): ListBucketsOutput {
      const max = pageSize(MaxBuckets, 'max-buckets', { min: 1, max: MAX_BUCKETS });
      const after = ContinuationToken === undefined ? '' : decodeToken(ContinuationToken);
      const found = buckets.all
        .filter(({ name, region }) => name.startsWith(Prefix) && (BucketRegion ?? region) === region)
        .sort((a, b) => compareKeys(a.name, b.name))
        .filter(({ name }) => compareKeys(name, after) > 0);
      const listed = found.slice(0, max);
      const last = listed.at(-1);
      return {
        ...(Prefix !== '' && { Prefix }),
        ...(last !== undefined && listed.length < found.length && { ContinuationToken: encodeToken(last.name) }),
        Buckets: listed.map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: createdAt,
          BucketRegion: region,
        })),
        Owner: owner,
      };
    },

    CreateBucket({ Bucket = '' }: CreateBucketRequest, { now }: AwsCall) {
      if (!bucketName.test(Bucket)) {
        throw new AwsApiError('InvalidBucketName', 'The specified bucket is not valid.', {
          details: { BucketName: Bucket },
        });
      }
      if (buckets.get(Bucket) !== undefined) {
        throw new AwsApiError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          { status: 409, details: { BucketName: Bucket } },
        );
      }
      buckets.create(Bucket, now);
      return { Location: `/${Bucket}` };
    },

    HeadBucket({ Bucket }: HeadBucketRequest): HeadBucketOutput {
      const { region } = existingBucket(buckets, Bucket);
      return { BucketRegion: region, AccessPointAlias: false };
    },

    DeleteBucket({ Bucket }: DeleteBucketRequest): void {
      const { name, keys } = existingBucket(buckets, Bucket);
      if (keys.length > 0) {
        throw new AwsApiError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
          status: 409,
          details: { BucketName: name },
        });
      }
      buckets.delete(name);
    },

    GetBucketLocation({ Bucket }: GetBucketLocationRequest): GetBucketLocationOutput {
      const { region } = existingBucket(buckets, Bucket);
      return region === DEFAULT_REGION
        ? {}
        : { LocationConstraint: region as NonNullable<GetBucketLocationOutput['LocationConstraint']> };
    },

    /** Buckets have no versions here. */
    GetBucketVersioning({ Bucket }: HeadBucketRequest): GetBucketVersioningOutput {
      existingBucket(buckets, Bucket);
      return {};
    },
  };
}
