import type {
  CopyObjectOutput,
  CopyObjectRequest,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectOutput,
  PutObjectRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import type { StoredObject } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import type { AwsCall } from '../../aws-service.ts';
import { malformedXml } from '../../protocol/xml.ts';
import { parseRange } from '../request/byte-range.ts';
import { checksumAlgorithm, checksumOf } from '../request/checksums.ts';
import { checkCopySource, checkRead, checkWrite } from '../request/conditions.ts';
import { copySource } from '../request/copy-source.ts';
import { existingBucket, existingObject, invalidArgument, invalidRequest } from '../request/s3-errors.ts';
import { tagsOfHeader } from '../request/tags.ts';
import {
  checkKey,
  checkMetadata,
  checksumMember,
  checksumMembers,
  checksumOfObject,
  quoted,
  storedHeaders,
} from './object-members.ts';
import { checkReadable, encryptionMembers, storageMembers, storageOf } from './object-storage.ts';
import { checkPartNumber } from './upload-parts.ts';

/** A body is read to its end before an operation starts. */
export type WithBody<Request> = Omit<Request, 'Body'> & { readonly Body?: Uint8Array };

const MAX_DELETED = 1000;

export function objectOperations(buckets: Buckets) {
  return {
    PutObject(input: WithBody<PutObjectRequest>, { now }: AwsCall): PutObjectOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '', Body = new Uint8Array(), Metadata: metadata = {} } = input;
      checkKey(Key);
      checkMetadata(metadata);
      checkWrite(bucket.get(Key), input);
      const checksum = checksumMember(input);
      const tags = tagsOfHeader(input.Tagging);
      const headers = storedHeaders(input);
      const storage = storageOf(input);
      const object = bucket.put(Key, { body: Body, headers, metadata, tags, checksum, storage }, now);
      return {
        ETag: quoted(object.eTag),
        ...checksumMembers(checksumOfObject(object)),
        ...encryptionMembers(storage),
      };
    },

    GetObject(input: GetObjectRequest): WithBody<HeadObjectOutput> {
      const object = existingObject(existingBucket(buckets, input.Bucket), input.Key);
      checkReadable(object);
      const { start, end, output } = readObject(object, input);
      return { ...output, Body: object.body.subarray(start, end) };
    },

    HeadObject(input: HeadObjectRequest): HeadObjectOutput {
      const object = existingObject(existingBucket(buckets, input.Bucket), input.Key);
      return readObject(object, input).output;
    },

    DeleteObject(input: DeleteObjectRequest, { now }: AwsCall): DeleteObjectOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '' } = input;
      if (input.IfMatch !== undefined) checkWrite(bucket.get(Key), { IfMatch: input.IfMatch });
      bucket.delete(Key, now);
      return {};
    },

    DeleteObjects({ Bucket, Delete }: DeleteObjectsRequest, { now }: AwsCall): DeleteObjectsOutput {
      const bucket = existingBucket(buckets, Bucket);
      const { Objects = [], Quiet = false } = Delete ?? {};
      if (Objects.length === 0 || Objects.length > MAX_DELETED) throw malformedXml();
      const deleted = Objects.map(({ Key = '' }) => {
        bucket.delete(Key, now);
        return { Key };
      });
      return Quiet ? {} : { Deleted: deleted };
    },

    CopyObject(input: CopyObjectRequest, { now }: AwsCall): CopyObjectOutput {
      const bucket = existingBucket(buckets, input.Bucket);
      const { Key = '', MetadataDirective = 'COPY', TaggingDirective = 'COPY' } = input;
      checkKey(Key);
      checkDirective('metadata', MetadataDirective);
      checkDirective('tagging', TaggingDirective);
      const storage = storageOf(input);
      const source = copySource(buckets, input);
      checkReadable(source.object);
      checkCopySource(source.object, input);
      const isSame = source.bucket === bucket && source.object.key === Key;
      const isStoredAgain = input.StorageClass !== undefined || input.ServerSideEncryption !== undefined;
      if (isSame && MetadataDirective === 'COPY' && !isStoredAgain) {
        throw invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      }
      checkWrite(bucket.get(Key), input);
      const { object } = source;
      const isReplaced = MetadataDirective === 'REPLACE';
      if (isReplaced) checkMetadata(input.Metadata ?? {});
      const algorithm = input.ChecksumAlgorithm && checksumAlgorithm(input.ChecksumAlgorithm);
      const copy = bucket.put(
        Key,
        {
          body: object.body,
          headers: isReplaced ? storedHeaders(input) : object.headers,
          metadata: isReplaced ? (input.Metadata ?? {}) : object.metadata,
          storage,
          tags: TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : object.tags,
          checksum:
            algorithm === undefined
              ? object.checksum
              : { algorithm, value: checksumOf(algorithm, object.body), type: 'FULL_OBJECT' },
        },
        now,
        'ObjectCreated:Copy',
      );
      return {
        ...encryptionMembers(storage),
        CopyObjectResult: {
          ETag: quoted(copy.eTag),
          LastModified: copy.lastModified,
          ...checksumMembers(copy.checksum),
        },
      };
    },
  };
}

/** @throws {AwsApiError} a copy cannot do that */
function checkDirective(name: 'metadata' | 'tagging', value: string): void {
  if (value === 'COPY' || value === 'REPLACE') return;
  throw invalidArgument(`Unknown ${name} directive.`, `x-amz-${name}-directive`, value);
}

type ReadRequest = HeadObjectRequest | GetObjectRequest;

/** What GetObject and HeadObject return about an object, and the range of its bytes. */
function readObject(object: StoredObject, input: ReadRequest) {
  checkRead(object, input);
  checkResponseHeaders(input);
  const size = object.body.length;
  const range =
    input.PartNumber === undefined ? parseRange(input.Range, size) : partRange(object, input.PartNumber, input);
  const { start, end } = range ?? { start: 0, end: size };
  const { headers } = object;
  const output: HeadObjectOutput = {
    AcceptRanges: 'bytes',
    LastModified: object.lastModified,
    ContentLength: end - start,
    ETag: quoted(object.eTag),
    ContentType: input.ResponseContentType ?? headers.ContentType ?? 'binary/octet-stream',
    ContentEncoding: input.ResponseContentEncoding ?? headers.ContentEncoding,
    ContentDisposition: input.ResponseContentDisposition ?? headers.ContentDisposition,
    ContentLanguage: input.ResponseContentLanguage ?? headers.ContentLanguage,
    CacheControl: input.ResponseCacheControl ?? headers.CacheControl,
    Expires: input.ResponseExpires ?? headers.Expires,
    Metadata: { ...object.metadata },
    ...storageMembers(object),
    TagCount: object.tags.size === 0 ? undefined : object.tags.size,
    ...(range !== undefined && { ContentRange: `bytes ${start}-${end - 1}/${size}` }),
    ...(input.PartNumber !== undefined && object.partSizes.length > 0 && { PartsCount: object.partSizes.length }),
    // The checksum is that of the whole object.
    ...(input.ChecksumMode === 'ENABLED' && range === undefined && checksumMembers(checksumOfObject(object))),
  };
  return { start, end, output };
}

/** @throws {AwsApiError} the response would have a header that HTTP cannot send */
function checkResponseHeaders(input: ReadRequest): void {
  const { ResponseContentType, ResponseContentDisposition, ResponseContentLanguage } = input;
  const headers = {
    'response-content-type': ResponseContentType,
    'response-content-disposition': ResponseContentDisposition,
    'response-content-language': ResponseContentLanguage,
    'response-content-encoding': input.ResponseContentEncoding,
    'response-cache-control': input.ResponseCacheControl,
  };
  for (const [name, value = ''] of Object.entries(headers)) {
    if (/[^\0-\xff]/.test(value)) {
      throw invalidArgument('Header value cannot be represented using ISO-8859-1.', name, value);
    }
  }
}

/** The bytes of a part of an object that was uploaded in parts. Any other object is one part. */
function partRange({ partSizes, body }: StoredObject, part: number, { Range }: ReadRequest) {
  if (Range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  checkPartNumber(part);
  const sizes = partSizes.length === 0 ? [body.length] : partSizes;
  const size = sizes[part - 1];
  if (size === undefined) {
    throw new AwsApiError('InvalidPartNumber', 'The requested partnumber is not satisfiable', { status: 416 });
  }
  const start = sizes.slice(0, part - 1).reduce((sum, each) => sum + each, 0);
  return size === 0 ? undefined : { start, end: start + size };
}
