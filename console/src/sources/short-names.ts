import type { ConsoleFunction } from '../api/types.ts';

/**
 * What the names of a project have in common at their beginning, as in `shop-dev-`: the part of the names of the functions
 * in AWS that is before their names in the project. Empty if there is none.
 */
export function commonPrefix(functions: readonly Pick<ConsoleFunction, 'key' | 'functionName'>[]): string {
  const prefixes = functions.map(({ key, functionName }) =>
    functionName.endsWith(key) ? functionName.slice(0, -key.length) : '',
  );
  const [first = ''] = prefixes;
  return prefixes.every((each) => each === first) ? first : '';
}

/** A name without what all have in common. */
export function shortName(name: string, prefix: string): string {
  return name.length > prefix.length && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
