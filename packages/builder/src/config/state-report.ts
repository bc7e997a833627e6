import { keyAt } from './keys/keys.ts';
import { formatPlace } from './problem.ts';
import type { Value } from './read/read-value.ts';
import type { KeyState } from './validate/validate.ts';

/** One group of the report of `check-env-file`. */
export interface StateGroup {
  readonly title: string;
  /** Left column and right column. */
  readonly rows: readonly (readonly [string, string])[];
}

/** The keys in the groups MISSING, Invalid, Customized and Using defaults; without those that are empty. */
export function groupStates(states: readonly KeyState[]): StateGroup[] {
  const group = (title: string, state: KeyState['state'], right: (key: KeyState) => string): StateGroup => ({
    title,
    rows: states
      .filter((key) => key.state === state)
      .map((key) => [`${key.path} (${keyAt(key.path).env})`, right(key)]),
  });
  return [
    group('MISSING (required)', 'missing', ({ path }) => keyAt(path).description),
    group('Invalid', 'invalid', ({ problems }) => problems.map(({ place }) => formatPlace(place)).join(', ')),
    group('Customized', 'customized', ({ value }) => displayValue(value)),
    group('Using defaults', 'default', ({ path, value }) => keyAt(path).derived ?? displayValue(value)),
  ].filter(({ rows }) => rows.length > 0);
}

/** Of maps the names only: the function's environment may hold secrets. */
function displayValue(value: Value | undefined): string {
  if (value === undefined) return '–';
  if (typeof value !== 'object') return String(value);
  const names = Array.isArray(value) ? value : Object.keys(value);
  return names.length === 0 ? '–' : names.join(', ');
}
