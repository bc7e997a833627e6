import { digest, type Tags } from './ownership.ts';

/**
 * The tag that says which of a resource's tags the configuration gave it: digests of their names. The others are somebody
 * else's, and stay.
 */
export const CONFIGURED_TAGS_TAG = 'alr:tags';

/** As many digests as a tag's value has room for. */
const MOST = 28;

/** Tags of the configuration with the one that tells them from others'. */
export function withTagRecord(tags: Tags): Tags {
  const names = Object.keys(tags).sort();
  return names.length === 0 ? tags : { ...tags, [CONFIGURED_TAGS_TAG]: names.slice(0, MOST).map(digest).join(' ') };
}

/** The names of those tags of a resource that the configuration gave it and gives no longer. */
export function tagsToRemove(found: Tags, wanted: Tags): string[] {
  const given = (found[CONFIGURED_TAGS_TAG] ?? '').split(' ');
  return Object.keys(found).filter(
    (name) => !Object.hasOwn(wanted, name) && (name === CONFIGURED_TAGS_TAG || given.includes(digest(name))),
  );
}

/** The calls of a service that change a resource's tags. */
export interface TagOperations {
  tag(tags: Tags): Promise<unknown>;
  untag(names: string[]): Promise<unknown>;
}

/** Changes a resource's tags. Those that go do so first: the others have the note without which they would stay. */
export async function updateTags(found: Tags | undefined, wanted: Tags, { tag, untag }: TagOperations): Promise<void> {
  const gone = tagsToRemove(found ?? {}, wanted);
  if (gone.length > 0) await untag(gone);
  await tag(wanted);
}
