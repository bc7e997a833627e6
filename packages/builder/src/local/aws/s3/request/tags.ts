import type { Tag } from '@aws-sdk/client-s3';
import { AwsApiError } from '../../aws-api-error.ts';

const MAX_TAGS = 10;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** @throws {AwsApiError} they are not tags that an object can have */
export function tagsOfHeader(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = [...new URLSearchParams(header ?? '')];
  return checkTags(pairs);
}

/** @throws {AwsApiError} they are not tags that an object can have */
export function tagsOfSet(set: readonly Tag[]): ReadonlyMap<string, string> {
  return checkTags(set.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export function tagSet(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function checkTags(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const tags = new Map(pairs);
  if (tags.size > MAX_TAGS) throw new AwsApiError('BadRequest', 'Object tags cannot be greater than 10');
  if (tags.size < pairs.length) throw new AwsApiError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  for (const [key, value] of tags) {
    if (key === '' || key.length > MAX_KEY)
      throw new AwsApiError('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > MAX_VALUE) throw new AwsApiError('InvalidTag', 'The TagValue you have provided is invalid');
  }
  return tags;
}
