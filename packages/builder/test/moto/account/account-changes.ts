import { isDeepStrictEqual } from 'node:util';
import type { Account, Entry } from './entry.ts';

/** An entry that was added, removed or changed. */
export interface AccountChange {
  readonly what: 'added' | 'removed' | 'changed';
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** Compares an account before and after, down to the last setting. */
export function changesBetween(before: Account, after: Account): AccountChange[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  return ids.flatMap((id): AccountChange[] => {
    const [was, is] = [before.get(id), after.get(id)];
    if (was === undefined || is === undefined) {
      return [{ what: was === undefined ? 'added' : 'removed', before: was, after: is }];
    }
    return isDeepStrictEqual(was, is) ? [] : [{ what: 'changed', before: was, after: is }];
  });
}

/** The account without the entries for which the filter is false. */
export function accountWhere(account: Account, filter: (entry: Entry) => boolean): Account {
  return new Map([...account].filter(([, entry]) => filter(entry)));
}

/** Describes a change in one line, with the settings that differ. */
export function describeChange({ what, before, after }: AccountChange): string {
  const id = (after ?? before)?.id ?? '';
  if (what !== 'changed') return `${what} ${id}`;
  return `changed ${id}: ${differences(flatten(before), flatten(after)).join(', ')}`;
}

function flatten(entry: Entry | undefined): Record<string, unknown> {
  const content = typeof entry?.content === 'object' ? entry.content : { content: entry?.content };
  return { ...content, ...Object.fromEntries(Object.entries(entry?.tags ?? {}).map(([k, v]) => [`tag ${k}`, v])) };
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => `${name} ${JSON.stringify(before[name])} → ${JSON.stringify(after[name])}`);
}
