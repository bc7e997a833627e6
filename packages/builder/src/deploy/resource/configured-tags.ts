import { isDeepStrictEqual } from 'node:util';
import { digest } from '../../aws/shorten.ts';
import type { Tags } from './tags.ts';

/**
 * The tag that records which of a resource's tags come from the configuration: it holds digests of their names. Tags
 * from other sources are left alone.
 */
export const CONFIGURED_TAGS_TAG = 'alr:tags';

/** The number of digests that fit into the value of a tag. */
const MAX_DIGESTS = 28;

/** Adds the tag that records which tags come from the configuration. */
export function withTagRecord(tags: Tags): Tags {
  const names = Object.keys(tags).sort();
  return names.length === 0
    ? tags
    : {
        ...tags,
        [CONFIGURED_TAGS_TAG]: names
          .slice(0, MAX_DIGESTS)
          .map((name) => digest(name))
          .join(' '),
      };
}

/** The names of a resource's tags that came from the configuration, but are no longer in it. */
export function tagsToRemove(actual: Tags, desired: Tags): string[] {
  const recorded = (actual[CONFIGURED_TAGS_TAG] ?? '').split(' ');
  return Object.keys(actual).filter(
    (name) => !Object.hasOwn(desired, name) && (name === CONFIGURED_TAGS_TAG || recorded.includes(digest(name))),
  );
}

/** Whether a resource has the desired tags, and no others that came from the configuration. */
export function areTagsUpToDate(actual: Tags, desired: Tags): boolean {
  return isDeepStrictEqual(actual, { ...actual, ...desired }) && tagsToRemove(actual, desired).length === 0;
}

/** A service's calls for changing the tags of a resource. */
export interface TagOperations {
  tag(tags: Tags): Promise<unknown>;
  untag(names: string[]): Promise<unknown>;
}

/**
 * Changes the tags of a resource. Removals go first, because `tag` overwrites the record by which old tags are
 * recognized: an update that is interrupted between the two calls can then be repeated.
 */
export async function updateTags(
  actual: Tags | undefined,
  desired: Tags,
  { tag, untag }: TagOperations,
): Promise<void> {
  const outdated = tagsToRemove(actual ?? {}, desired);
  if (outdated.length > 0) await untag(outdated);
  await tag(desired);
}
