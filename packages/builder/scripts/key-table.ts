import type { Key } from '../src/config/keys/key.ts';
import { keyAt, keyPaths } from '../src/config/keys/keys.ts';
import { expectedOf } from '../src/config/read/read-value.ts';
import { markdownTable } from './markdown-table.ts';

/** The README's table of all keys, in Markdown. */
export function keyTable(): string {
  const rows = keyPaths.map((path) => {
    const key = keyAt(path);
    return [`\`${path}\``, `\`${key.env}\``, defaultCell(key), key.for?.join(', ') ?? 'all', describe(key)];
  });
  return markdownTable([['lambda.yaml', 'lambda.env', 'default', 'trigger types', ''], ...rows]);
}

function defaultCell(key: Key): string {
  if (key.required) return '**required**';
  if (key.derived !== undefined) return key.derived;
  if (key.type === 'map' || key.default === undefined || key.default === '') return '–';
  if (key.type === 'list') return key.default.length === 0 ? '–' : `\`${key.default.join(', ')}\``;
  return `\`${key.default}\`${'unit' in key ? ` ${key.unit}` : ''}`;
}

function describe(key: Key): string {
  return key.type === 'choice' || key.type === 'integer'
    ? `${key.description} ${capitalised(expectedOf(key))}.`
    : key.description;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
