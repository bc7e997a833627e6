import type { Bucket } from '../../../sources/bucket/bucket.ts';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import type { MultipartUpload } from '../../../sources/bucket/multipart-upload.ts';
import type { ObjectChecksum, StoredObject } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';

/** @throws {AwsApiError} there is no such bucket */
export function existingBucket(buckets: Buckets, name: string | undefined): Bucket {
  const bucket = buckets.get(name ?? '');
  if (bucket !== undefined) return bucket;
  const known = buckets.all.map((each) => each.name).join(', ');
  const hint = known === '' ? 'The emulator has no bucket' : `The emulator has ${known}`;
  throw new AwsApiError('NoSuchBucket', `The specified bucket does not exist. ${hint}. CreateBucket makes one`, {
    details: { BucketName: name ?? '' },
  });
}

/** @throws {AwsApiError} there is no such object */
export function existingObject(bucket: Bucket, key: string | undefined): StoredObject {
  const object = bucket.get(key ?? '');
  if (object !== undefined) return object;
  throw new AwsApiError('NoSuchKey', 'The specified key does not exist.', { details: { Key: key ?? '' } });
}

/** @throws {AwsApiError} there is no such upload */
export function existingUpload(bucket: Bucket, key: string | undefined, id: string | undefined): MultipartUpload {
  const upload = bucket.uploads.get(id ?? '');
  if (upload !== undefined && upload.key === key) return upload;
  throw new AwsApiError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId: id ?? '' } },
  );
}

export function invalidArgument(message: string, name: string, value: string): AwsApiError {
  return new AwsApiError('InvalidArgument', message, { details: { ArgumentName: name, ArgumentValue: value } });
}

export function invalidRequest(message: string): AwsApiError {
  return new AwsApiError('InvalidRequest', message);
}

export function badChecksum(algorithm: ObjectChecksum['algorithm']): AwsApiError {
  return new AwsApiError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}
