import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import type { MultipartUpload } from '../../../sources/bucket/multipart-upload.ts';
import type { AwsCall } from '../../aws-service.ts';
import { copyRange } from '../request/byte-range.ts';
import { checksumAlgorithm } from '../request/checksums.ts';
import { checkCopySource, checkWrite } from '../request/conditions.ts';
import { copySource } from '../request/copy-source.ts';
import { badChecksum, existingBucket, existingUpload } from '../request/s3-errors.ts';
import { tagsOfHeader } from '../request/tags.ts';
import {
  checkKey,
  checkMetadata,
  checksumMember,
  checksumMembers,
  checksumOfPart,
  quoted,
  storedHeaders,
} from './object-members.ts';
import type { WithBody } from './object-operations.ts';
import { encryptionMembers, storageOf } from './object-storage.ts';
import { completedParts, newPart, wholeChecksum, wholeETag } from './upload-parts.ts';

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
        input: {
          headers: storedHeaders(input),
          metadata,
          tags: tagsOfHeader(input.Tagging),
          storage: storageOf(input),
        },
        checksum: algorithm && { algorithm, type },
        parts: new Map(),
      };
      bucket.addUpload(upload);
      return {
        Bucket: bucket.name,
        Key,
        UploadId: upload.id,
        ...encryptionMembers(upload.input.storage),
        ...(algorithm !== undefined && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
      };
    },

    UploadPart(input: WithBody<UploadPartRequest>, { now }: AwsCall): UploadPartOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const upload = existingUpload(bucket, input.Key, input.UploadId);
      const { PartNumber = 0, Body = new Uint8Array() } = input;
      const part = newPart(upload, PartNumber, Body, checksumMember(input), now);
      bucket.addPart(upload, PartNumber, part);
      return { ETag: quoted(part.eTag), ...checksumOfPart(part), ...encryptionMembers(upload.input.storage) };
    },

    UploadPartCopy(input: UploadPartCopyRequest, { now }: AwsCall): UploadPartCopyOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const upload = existingUpload(bucket, input.Key, input.UploadId);
      const { object } = copySource(buckets, input);
      checkCopySource(object, input);
      const { start, end } = copyRange(input.CopySourceRange, object.body.length) ?? { start: 0, end: undefined };
      const { PartNumber = 0 } = input;
      const part = newPart(upload, PartNumber, object.body.subarray(start, end), undefined, now);
      bucket.addPart(upload, PartNumber, part);
      return {
        ...encryptionMembers(upload.input.storage),
        CopyPartResult: { ETag: quoted(part.eTag), LastModified: part.lastModified, ...checksumOfPart(part) },
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
      bucket.removeUpload(upload);
      return {
        Bucket: bucket.name,
        Key,
        Location: `${endpoint}/${bucket.name}/${encodeURIComponent(Key)}`,
        ETag: quoted(eTag),
        ...checksumMembers(checksum),
        ...encryptionMembers(upload.input.storage),
      };
    },

    AbortMultipartUpload(input: AbortMultipartUploadRequest): void {
      const bucket = existingBucket(buckets, input.Bucket);
      bucket.removeUpload(existingUpload(bucket, input.Key, input.UploadId));
    },
  };
}
