import type {
  _Object,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
  ListPartsOutput,
  ListPartsRequest,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../../sources/bucket/bucket.ts';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import { compareKeys } from '../../../sources/bucket/key-order.ts';
import { checkInteger, decodeToken, encodeToken, pageSize } from '../request/pages.ts';
import { existingBucket, existingUpload, invalidArgument } from '../request/s3-errors.ts';
import { checksumOfPart, quoted } from './object-members.ts';
import { storageClassOf } from './object-storage.ts';

export function listOperations(buckets: Buckets) {
  return {
    ListObjectsV2(input: ListObjectsV2Request): ListObjectsV2Output {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Prefix = '', Delimiter = '', StartAfter, ContinuationToken } = input;
      const maxKeys = pageSize(input.MaxKeys, 'maxKeys');
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
      const maxKeys = pageSize(input.MaxKeys, 'maxKeys');
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

    ListParts(input: ListPartsRequest): ListPartsOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const upload = existingUpload(bucket, input.Key, input.UploadId);
      const maxParts = pageSize(input.MaxParts, 'max-parts');
      const marker = checkInteger(Number(input.PartNumberMarker ?? 0), 'part-number-marker');
      const after = [...upload.parts].sort(([a], [b]) => a - b).filter(([number]) => number > marker);
      const listed = after.slice(0, maxParts);
      const isTruncated = listed.length < after.length;
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker: String(marker),
        MaxParts: maxParts,
        IsTruncated: isTruncated,
        NextPartNumberMarker: String(listed.at(-1)?.[0] ?? marker),
        StorageClass: storageClassOf(upload.input.storage),
        ...(upload.checksum && { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
        Parts: listed.map(([PartNumber, part]) => ({
          PartNumber,
          LastModified: part.lastModified,
          ETag: quoted(part.eTag),
          Size: part.body.length,
          ...checksumOfPart(part),
        })),
      };
    },

    ListMultipartUploads(input: ListMultipartUploadsRequest): ListMultipartUploadsOutput {
      const { name, uploads } = existingBucket(buckets, input.Bucket);
      const { Prefix = '', KeyMarker = '', UploadIdMarker = '' } = input;
      const maxUploads = pageSize(input.MaxUploads, 'max-uploads', { min: 1 });
      const encode = encoderOf(input.EncodingType);
      const ofPrefix = [...uploads.values()].filter(({ key }) => key.startsWith(Prefix));
      const inOrder = ofPrefix.sort((a, b) => compareKeys(a.key, b.key) || Number(a.startedAt) - Number(b.startedAt));
      const marked = inOrder.findIndex(({ id, key }) => key === KeyMarker && id === UploadIdMarker);
      const after =
        marked === -1 ? inOrder.filter(({ key }) => compareKeys(key, KeyMarker) > 0) : inOrder.slice(marked + 1);
      const listed = after.slice(0, maxUploads);
      const last = listed.at(-1);
      return {
        Bucket: name,
        Prefix: encode(Prefix),
        KeyMarker: encode(KeyMarker),
        UploadIdMarker,
        NextKeyMarker: encode(last?.key ?? ''),
        NextUploadIdMarker: last?.id ?? '',
        MaxUploads: maxUploads,
        EncodingType: input.EncodingType,
        IsTruncated: listed.length < after.length,
        Uploads: listed.map(({ id, key, startedAt, input: { storage } }) => ({
          UploadId: id,
          Key: encode(key),
          Initiated: startedAt,
          StorageClass: storageClassOf(storage),
        })),
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
    StorageClass: storageClassOf(object?.storage),
    ChecksumAlgorithm: [object?.checksum?.algorithm ?? 'CRC64NVME'],
    ChecksumType: object?.checksum?.type ?? 'FULL_OBJECT',
  };
}

/** @throws {AwsApiError} there is no such encoding */
function encoderOf(encoding: string | undefined): (text: string) => string {
  if (encoding === undefined) return (text) => text;
  if (encoding !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}
