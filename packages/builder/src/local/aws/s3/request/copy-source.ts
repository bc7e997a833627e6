import type { Bucket } from '../../../sources/bucket/bucket.ts';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import type { StoredObject } from '../../../sources/bucket/stored-object.ts';
import { existingBucket, existingObject, invalidArgument } from './s3-errors.ts';

/**
 * Finds the source of a copy: `bucket/key`, encoded as in a URL, perhaps with a slash before it.
 *
 * @throws {AwsApiError} there is no such object
 */
export function copySource(
  buckets: Buckets,
  { CopySource = '' }: { readonly CopySource?: string | undefined },
): { readonly bucket: Bucket; readonly object: StoredObject } {
  const [path = ''] = CopySource.split('?', 1);
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (name === undefined || key === undefined) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      CopySource,
    );
  }
  const bucket = existingBucket(buckets, name);
  return { bucket, object: existingObject(bucket, key) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
