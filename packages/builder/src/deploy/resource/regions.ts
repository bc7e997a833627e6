import type { Tags } from './tags.ts';

/** The tag of a role, which is global, with the regions whose functions run as it. */
export const REGIONS_TAG = 'alr:regions';

/** The regions that the tags of a role record; none for a role of version 1.0. */
export function regionsOf(tags: Tags | undefined): string[] {
  return (tags?.[REGIONS_TAG] ?? '').split(' ').filter((region) => region !== '');
}
