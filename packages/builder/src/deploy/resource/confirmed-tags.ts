import type { Aws } from '../../aws/connection.ts';
import { areTagsUpToDate } from './configured-tags.ts';
import { tagsIn } from './resource.ts';
import type { Tags } from './tags.ts';

/**
 * The tags of a resource, if the index of all tags says that they are as desired. Otherwise undefined: the index lags
 * behind, so only the resource itself shows what its tags are. A resource that is not desired may be removed, so its tags
 * are always read.
 */
export function confirmedTags(
  { indexedTags }: Pick<Aws, 'indexedTags'>,
  arn: string,
  desired: object | undefined,
): Tags | undefined {
  const indexed = indexedTags?.get(arn);
  const wanted = desired && tagsIn(desired);
  return indexed && wanted && areTagsUpToDate(indexed, wanted) ? indexed : undefined;
}
