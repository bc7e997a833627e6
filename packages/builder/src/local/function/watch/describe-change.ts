import { realpathSync } from 'node:fs';
import { relative } from 'node:path';

/** How many files of a change are named. */
const MAX_NAMES = 3;

/** Describes which files have changed, such as `app.ts, lib.ts changed`. Version control can change any number at once. */
export function describeChange(paths: readonly string[], directory: string): string {
  const names = paths.slice(0, MAX_NAMES).map((path) => shownPath(path, directory));
  const rest = paths.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''} changed`;
}

/** A path below the directory, which can be a link: the bundler reports real paths. */
function shownPath(path: string, directory: string): string {
  const names = [directory, realpathSync(directory)].map((from) => relative(from, path));
  return names.find((name) => !name.startsWith('..')) || names[0] || path;
}
