import { expectedValue, type Key } from '../src/config/keys/key.ts';
import { type KeyPath, keyAt, keyPaths, triggersOf } from '../src/config/keys/keys.ts';
import { capitalized, listItem } from './list-item.ts';

/** The keys in the README: a list for each section of `lambda.yaml` and each set of trigger types. */
export function keyList(): string {
  const groups = Map.groupBy(keyPaths, titleOf);
  return [...groups].map(([title, paths]) => `#### ${title}\n\n${paths.map(itemOf).join('\n')}`).join('\n\n');
}

function titleOf(path: KeyPath): string {
  const triggers = triggersOf(path);
  if (triggers !== undefined) return `\`trigger\` of type ${triggers.join(', ')}`;
  const [section, ...below] = path.split('.');
  return below.length === 0 ? 'Top level' : `\`${section}\``;
}

function itemOf(path: KeyPath): string {
  const key = keyAt(path);
  return listItem(`**\`${path}\`** (\`${key.env}\`${suffixOf(key)}): ${describe(key)}`.split(' '));
}

/** What follows the variable of a key: its default, or that it has to be set. */
function suffixOf(key: Key): string {
  if (key.required) return ', **required**';
  if (key.derived !== undefined) return `; default: ${key.derived}`;
  if (key.type === 'map' || key.default === undefined || key.default === '') return '';
  if (key.type === 'list') return key.default.length === 0 ? '' : `; default: \`${key.default.join(', ')}\``;
  return `; default: \`${key.default}\`${'unit' in key ? ` ${key.unit}` : ''}`;
}

function describe(key: Key): string {
  if (key.type !== 'choice' && key.type !== 'integer') return key.description;
  return `${key.description} ${capitalized(expectedValue(key))}.`;
}
