import { createHash } from 'node:crypto';
import type {
  AbortMultipartUploadRequest,
  CompletedPart,
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
import type { ObjectChecksum } from '../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsCall } from '../aws-service.ts';
import { parseRange } from './byte-range.ts';
import { checksumAlgorithms, checksumOf } from './checksums.ts';
import { checkCopySource, checkWrite } from './conditions.ts';
import { copySource } from './copy-source.ts';
import { checkKey, checkMetadata, checksumMember, checksumMembers, quoted, storedHeaders } from './object-members.ts';
import type { WithBody } from './object-operations.ts';
import { existingBucket, existingUpload, invalidArgument, invalidRequest } from './s3-errors.ts';
import { tagsOfHeader } from './tags.ts';

const MAX_PART = 10_000;
/** The smallest part, except for the last one: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

export function multipartOperations(buckets: Buckets) {
  return {
    CreateMultipartUpload(input: CreateMultipartUploadRequest, { now }: AwsCall): CreateMultipartUploadOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '', Metadata: metadata = {}, ChecksumType } = input;
      checkKey(Key);
      checkMetadata(metadata);
      const algorithm = checksumAlgorithms.find((each) => each === input.ChecksumAlgorithm);
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
      checkCopySource(object, {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      });
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
        throw new AwsApiError(
          'BadDigest',
          `The ${expected.algorithm} you specified did not match the calculated checksum.`,
        );
      }
      checkWrite(bucket.get(Key), input);
      const digests = createHash('md5');
      for (const { eTag } of parts) digests.update(eTag, 'hex');
      const eTag = `${digests.digest('hex')}-${parts.length}`;
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

/** @throws {AwsApiError} a part cannot have this number, or not this checksum */
function addPart(
  { parts, checksum: wanted }: MultipartUpload,
  number: number,
  body: Uint8Array,
  sent: ObjectChecksum | undefined,
  now: number,
): UploadedPart {
  if (!Number.isInteger(number) || number < 1 || number > MAX_PART) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
  }
  if (wanted !== undefined && sent !== undefined && wanted.algorithm !== sent.algorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}, actual checksum Type: ${sent.algorithm.toLowerCase()}`,
    );
  }
  const algorithm = wanted?.algorithm ?? sent?.algorithm;
  const part: UploadedPart = {
    body,
    eTag: createHash('md5').update(body).digest('hex'),
    checksum: algorithm && { algorithm, value: checksumOf(algorithm, body), type: 'FULL_OBJECT' },
    lastModified: new Date(now),
  };
  parts.set(number, part);
  return part;
}

/** @throws {AwsApiError} the list of parts is not that of the upload */
function completedParts({ parts }: MultipartUpload, listed: readonly CompletedPart[]): UploadedPart[] {
  if (listed.length === 0) {
    throw new AwsApiError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  if (listed.some(({ PartNumber = 0 }, index) => PartNumber <= (listed[index - 1]?.PartNumber ?? 0))) {
    throw new AwsApiError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  return listed.map(({ PartNumber = 0, ETag = '', ...checksums }, index) => {
    const part = parts.get(PartNumber);
    const sent = checksumMember(checksums);
    const isSame = sent === undefined || sent.value === part?.checksum?.value;
    if (part === undefined || part.eTag !== ETag.replaceAll('"', '') || !isSame) {
      throw new AwsApiError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { details: { PartNumber: String(PartNumber), ETag } },
      );
    }
    if (index < listed.length - 1 && part.body.length < MIN_PART_BYTES) {
      throw new AwsApiError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        details: {
          ProposedSize: String(part.body.length),
          MinSizeAllowed: String(MIN_PART_BYTES),
          PartNumber: String(PartNumber),
        },
      });
    }
    return part;
  });
}

/** The checksum of the whole body, or of the checksums of its parts. */
function wholeChecksum(
  { checksum }: MultipartUpload,
  parts: readonly UploadedPart[],
  body: Uint8Array,
): ObjectChecksum | undefined {
  if (checksum === undefined) return undefined;
  const { algorithm, type } = checksum;
  if (type === 'FULL_OBJECT') return { algorithm, type, value: checksumOf(algorithm, body) };
  const checksums = parts.map((part) => Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { algorithm, type, value: `${checksumOf(algorithm, Buffer.concat(checksums))}-${parts.length}` };
}

function checksumOnly({ checksum }: UploadedPart) {
  const { ChecksumType: _, ...members } = checksumMembers(checksum);
  return members;
}
