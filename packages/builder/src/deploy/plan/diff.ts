import { isDeepStrictEqual } from 'node:util';
import { removedTags } from '../resource/given-tags.ts';
import type { Tags } from '../resource/ownership.ts';
import { isReference } from '../resource/resource.ts';

/** A setting that is not as wanted. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  /** A reference where the value is known only when another resource is there. */
  readonly to: unknown;
}

/**
 * What differs between the wanted settings and those found. A setting that nothing is wanted of, or that AWS doesn't
 * tell, isn't compared. Tags that somebody else has added don't count.
 */
export function differences(wanted: object, found: object): SettingChange[] {
  const actual = new Map<string, unknown>(Object.entries(found));
  return Object.entries(wanted)
    .filter(([setting, to]) => to !== undefined && actual.get(setting) !== undefined)
    .filter(([setting, to]) => !isAsWanted(setting, to, actual.get(setting)))
    .map(([setting, to]) => ({ setting, from: actual.get(setting), to }));
}

function isAsWanted(setting: string, to: unknown, from: unknown): boolean {
  // what it refers to is yet to be made or changed
  if (isReference(to)) return false;
  // as every kind has them
  if (setting === 'tags') return areTagsAsWanted(to as Tags, from as Tags);
  return isDeepStrictEqual(unordered(to), unordered(from));
}

function areTagsAsWanted(to: Tags, from: Tags): boolean {
  return isDeepStrictEqual(from, { ...from, ...to }) && removedTags(from, to).length === 0;
}

/** Lists of names mean the same in any order, and AWS keeps none. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unordered(item)]));
}
