import type {
  _Object,
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../sources/bucket/bucket.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import { quoted } from './object-members.ts';
import { existingBucket, invalidArgument } from './s3-errors.ts';

const MAX_KEYS = 1000;

export function listOperations(buckets: Buckets) {
  return {
    ListObjectsV2(input: ListObjectsV2Request): ListObjectsV2Output {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Prefix = '', Delimiter = '', StartAfter, ContinuationToken } = input;
      const maxKeys = limitOf(input.MaxKeys);
      const encode = encoderOf(input.EncodingType);
      const after = ContinuationToken === undefined ? (StartAfter ?? '') : decodeToken(ContinuationToken);
      const { keys, commonPrefixes, next } = bucket.list({ prefix: Prefix, delimiter: Delimiter, after, maxKeys });
      return {
        Name: bucket.name,
        Prefix: encode(Prefix),
        Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
        MaxKeys: maxKeys,
        KeyCount: keys.length + commonPrefixes.length,
        IsTruncated: next !== undefined && maxKeys > 0,
        EncodingType: input.EncodingType,
        StartAfter: StartAfter === undefined ? undefined : encode(StartAfter),
        ContinuationToken,
        NextContinuationToken: next === undefined || maxKeys === 0 ? undefined : encodeToken(next),
        Contents: keys.map((key) => describe(bucket, key, encode)),
        CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },

    ListObjects(input: ListObjectsRequest): ListObjectsOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Prefix = '', Delimiter = '', Marker = '' } = input;
      const maxKeys = limitOf(input.MaxKeys);
      const encode = encoderOf(input.EncodingType);
      const { keys, commonPrefixes, next } = bucket.list({
        prefix: Prefix,
        delimiter: Delimiter,
        after: Marker,
        maxKeys,
      });
      return {
        Name: bucket.name,
        Prefix: encode(Prefix),
        Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
        Marker: encode(Marker),
        MaxKeys: maxKeys,
        IsTruncated: next !== undefined && maxKeys > 0,
        EncodingType: input.EncodingType,
        // Without a delimiter, clients take the last key.
        NextMarker: next === undefined || Delimiter === '' || maxKeys === 0 ? undefined : encode(next),
        Contents: keys.map((key) => describe(bucket, key, encode)),
        CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
}

function describe(bucket: Bucket, key: string, encode: (text: string) => string): _Object {
  const object = bucket.get(key);
  return {
    Key: encode(key),
    LastModified: object?.lastModified,
    ETag: quoted(object?.eTag ?? ''),
    Size: object?.body.length,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: [object?.checksum?.algorithm ?? 'CRC64NVME'],
    ChecksumType: object?.checksum?.type ?? 'FULL_OBJECT',
  };
}

/** @throws {AwsApiError} it is negative, or not an integer */
function limitOf(value: number | undefined): number {
  if (value === undefined) return MAX_KEYS;
  if (!Number.isInteger(value) || value < 0) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', String(value));
  }
  return Math.min(value, MAX_KEYS);
}

/** @throws {AwsApiError} there is no such encoding */
function encoderOf(encoding: string | undefined): (text: string) => string {
  if (encoding === undefined) return (text) => text;
  if (encoding !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @throws {AwsApiError} it is not a token */
function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (token === '' || encodeToken(key) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return key;
}
