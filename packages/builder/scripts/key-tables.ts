import { expectedValue, type Key } from '../src/config/keys/key.ts';
import { type KeyPath, keyAt, keyPaths, triggersOf } from '../src/config/keys/keys.ts';

/** The tables of all keys in the README: one for each section of `lambda.yaml` and each set of trigger types. */
export function keyTables(): string {
  const groups = Map.groupBy(keyPaths, titleOf);
  return [...groups].map(([title, paths]) => `#### ${title}\n\n${keyTable(paths)}`).join('\n\n');
}

function titleOf(path: KeyPath): string {
  const triggers = triggersOf(path);
  if (triggers !== undefined) return `\`trigger\` of type ${triggers.join(', ')}`;
  const [section, ...below] = path.split('.');
  return below.length === 0 ? 'Top level' : `\`${section}\``;
}

function keyTable(paths: readonly KeyPath[]): string {
  const rows = paths.map((path) => {
    const key = keyAt(path);
    return [`\`${path}\``, `\`${key.env}\``, defaultCell(key), describe(key)];
  });
  return markdownTable([['lambda.yaml', 'lambda.env', 'default', 'description'], ...rows]);
}

function defaultCell(key: Key): string {
  if (key.required) return '**required**';
  if (key.derived !== undefined) return key.derived;
  if (key.type === 'map' || key.default === undefined || key.default === '') return '–';
  if (key.type === 'list') return key.default.length === 0 ? '–' : `\`${key.default.join(', ')}\``;
  return `\`${key.default}\`${'unit' in key ? ` ${key.unit}` : ''}`;
}

function describe(key: Key): string {
  if (key.type !== 'choice' && key.type !== 'integer') return key.description;
  return `${key.description} ${capitalized(expectedValue(key))}.`;
}

/** Starts a text with a capital letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A table whose columns are aligned, except for the last one; the first row is the heading. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const [heading = [], ...others] = cells;
  const widths = heading.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => {
    const padded = row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell));
    return `| ${padded.join(' | ')} |`;
  };
  const rule = heading.map((cell, column) =>
    '-'.repeat(column < heading.length - 1 ? (widths[column] ?? 3) : cell.length),
  );
  return [heading, rule, ...others].map(line).join('\n');
}
