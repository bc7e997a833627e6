import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListPartsOutput,
  ListPartsRequest,
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import type { MultipartUpload, UploadedPart } from '../../sources/bucket/multipart-upload.ts';
import type { AwsCall } from '../aws-service.ts';
import { parseRange } from './byte-range.ts';
import { checksumAlgorithm } from './checksums.ts';
import { checkCopySource, checkWrite } from './conditions.ts';
import { copySource } from './copy-source.ts';
import { checkKey, checkMetadata, checksumMember, checksumMembers, quoted, storedHeaders } from './object-members.ts';
import type { WithBody } from './object-operations.ts';
import { badChecksum, existingBucket, existingUpload } from './s3-errors.ts';
import { tagsOfHeader } from './tags.ts';
import { addPart, completedParts, wholeChecksum, wholeETag } from './upload-parts.ts';

export function multipartOperations(buckets: Buckets) {
  return {
    CreateMultipartUpload(input: CreateMultipartUploadRequest, { now }: AwsCall): CreateMultipartUploadOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '', Metadata: metadata = {}, ChecksumType } = input;
      checkKey(Key);
      checkMetadata(metadata);
      const algorithm = input.ChecksumAlgorithm && checksumAlgorithm(input.ChecksumAlgorithm);
      const type = ChecksumType ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
      const upload: MultipartUpload = {
        id: buckets.newId(),
        key: Key,
        startedAt: new Date(now),
        input: { headers: storedHeaders(input), metadata, tags: tagsOfHeader(input.Tagging) },
        checksum: algorithm && { algorithm, type },
        parts: new Map(),
      };
      bucket.uploads.set(upload.id, upload);
      return {
        Bucket: bucket.name,
        Key,
        UploadId: upload.id,
        ...(algorithm !== undefined && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
      };
    },

    UploadPart(input: WithBody<UploadPartRequest>, { now }: AwsCall): UploadPartOutput {
      const upload = existingUpload(existingBucket(buckets, input.Bucket), input.Key, input.UploadId);
      const part = addPart(upload, input.PartNumber ?? 0, input.Body ?? new Uint8Array(), checksumMember(input), now);
      return { ETag: quoted(part.eTag), ...checksumOnly(part) };
    },

    UploadPartCopy(input: UploadPartCopyRequest, { now }: AwsCall): UploadPartCopyOutput {
      const upload = existingUpload(existingBucket(buckets, input.Bucket), input.Key, input.UploadId);
      const { object } = copySource(buckets, input);
      checkCopySource(object, input);
      const { start, end } = parseRange(input.CopySourceRange, object.body.length) ?? { start: 0, end: undefined };
      const part = addPart(upload, input.PartNumber ?? 0, object.body.subarray(start, end), undefined, now);
      return {
        CopyPartResult: { ETag: quoted(part.eTag), LastModified: part.lastModified, ...checksumOnly(part) },
      };
    },

    CompleteMultipartUpload(
      input: CompleteMultipartUploadRequest,
      { now, endpoint }: AwsCall,
    ): CompleteMultipartUploadOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '' } = input;
      const upload = existingUpload(bucket, Key, input.UploadId);
      const parts = completedParts(upload, input.MultipartUpload?.Parts ?? []);
      const body = Buffer.concat(parts.map((part) => part.body));
      const checksum = wholeChecksum(upload, parts, body);
      const expected = checksumMember(input);
      if (expected !== undefined && expected.value.replace(/-\d+$/, '') !== checksum?.value.replace(/-\d+$/, '')) {
        throw badChecksum(expected.algorithm);
      }
      checkWrite(bucket.get(Key), input);
      const eTag = wholeETag(parts);
      const partSizes = parts.map((part) => part.body.length);
      bucket.put(
        Key,
        { ...upload.input, body, eTag, partSizes, checksum },
        now,
        'ObjectCreated:CompleteMultipartUpload',
      );
      bucket.uploads.delete(upload.id);
      return {
        Bucket: bucket.name,
        Key,
        Location: `${endpoint}/${bucket.name}/${encodeURIComponent(Key)}`,
        ETag: quoted(eTag),
        ...checksumMembers(checksum),
      };
    },

    AbortMultipartUpload(input: AbortMultipartUploadRequest): void {
      const bucket = existingBucket(buckets, input.Bucket);
      bucket.uploads.delete(existingUpload(bucket, input.Key, input.UploadId).id);
    },

    ListParts(input: ListPartsRequest): ListPartsOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const upload = existingUpload(bucket, input.Key, input.UploadId);
      const { MaxParts = 1000, PartNumberMarker = '0' } = input;
      const after = [...upload.parts].sort(([a], [b]) => a - b).filter(([number]) => number > Number(PartNumberMarker));
      const listed = after.slice(0, Math.min(MaxParts, 1000));
      const isTruncated = listed.length < after.length;
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker,
        MaxParts,
        IsTruncated: isTruncated,
        ...(isTruncated && { NextPartNumberMarker: String(listed.at(-1)?.[0]) }),
        StorageClass: 'STANDARD',
        ...(upload.checksum && { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
        Parts: listed.map(([PartNumber, part]) => ({
          PartNumber,
          LastModified: part.lastModified,
          ETag: quoted(part.eTag),
          Size: part.body.length,
          ...checksumOnly(part),
        })),
      };
    },

    ListMultipartUploads(input: ListMultipartUploadsRequest): ListMultipartUploadsOutput {
      const { name, uploads } = existingBucket(buckets, input.Bucket);
      const { Prefix = '' } = input;
      const listed = [...uploads.values()].filter(({ key }) => key.startsWith(Prefix));
      return {
        Bucket: name,
        Prefix,
        MaxUploads: 1000,
        IsTruncated: false,
        Uploads: listed.map(({ id, key, startedAt }) => ({
          UploadId: id,
          Key: key,
          Initiated: startedAt,
          StorageClass: 'STANDARD',
        })),
      };
    },
  };
}

/** The checksum of a part, which has no type. */
function checksumOnly({ checksum }: UploadedPart) {
  const { ChecksumType: _, ...members } = checksumMembers(checksum);
  return members;
}
