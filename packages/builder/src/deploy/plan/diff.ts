import { isDeepStrictEqual } from 'node:util';
import { areTagsUpToDate } from '../resource/configured-tags.ts';
import { isReference } from '../resource/resource.ts';
import type { Tags } from '../resource/tags.ts';

/** A setting whose actual value differs from the desired one. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  /** A reference if the value is known only once another resource exists. */
  readonly to: unknown;
}

/**
 * Compares desired settings with actual ones. Settings are skipped if no value is desired or AWS does not report one.
 * Tags that others have added do not count as differences.
 */
export function diffSettings(desired: object, actual: object): SettingChange[] {
  const actualValues = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(desired)
    .map(([setting, to]): SettingChange => ({ setting, from: actualValues.get(setting), to }))
    .filter(({ from, to }) => from !== undefined && to !== undefined)
    .filter((change) => !isUpToDate(change));
}

function isUpToDate({ setting, from, to }: SettingChange): boolean {
  // The resource that it refers to is about to be created or changed.
  if (isReference(to)) return false;
  // Tags have the same form in every kind.
  if (setting === 'tags') return areTagsUpToDate(from as Tags, to as Tags);
  return isDeepStrictEqual(unordered(from), unordered(to));
}

/** Sorts lists of names, because their order has no meaning and AWS does not preserve it. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unordered(item)]));
}
