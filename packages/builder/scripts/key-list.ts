import { expectedValue, type Key } from '../src/config/keys/key.ts';
import { type KeyPath, keyAt, keyPaths, triggersOf } from '../src/config/keys/keys.ts';
import { functionScope, pathInPart } from '../src/config/keys/scopes.ts';
import { capitalized, listItem } from './list-item.ts';

/** The keys: a list for each section of `lambda.yaml` and each set of trigger types. */
export function keyList(): string {
  const groups = Map.groupBy(keyPaths, titleOf);
  const ofFile = [...groups].map(([title, paths]) => `## ${title}\n\n${paths.map(itemOf).join('\n')}`);
  return [...ofFile, `## \`functions\`\n\n${functionItems().join('\n')}`].join('\n\n');
}

/** What a function in `functions` has. */
function functionItems(): string[] {
  const shared = keyPaths.filter((path) => path.startsWith('lambda.') && pathInPart(path, functionScope) === undefined);
  return [
    ['functions.NAME.handler', '**required**', keyAt('image.handler').description],
    [
      'functions.NAME.KEY',
      '',
      `Every key of \`lambda\`, except for ${listOf(shared)}, which all functions share. A map is merged with that of \`lambda\`, entry by entry.`,
    ],
    ['functions.NAME.role', '', 'The keys of `role`.'],
    ['functions.NAME.log_retention', '', keyAt('log_retention').description],
    [
      'functions.NAME.triggers',
      '',
      'A list of triggers, each with the keys of `trigger`. `trigger` is the same for a single one. Nothing has to invoke a function.',
    ],
    [
      'functions.NAME.triggers[].name',
      "default: the trigger's type, then for example sqs-2",
      'The name of the trigger, which is unique in the function.',
    ],
    ['functions.NAME.was', '', 'The former name of the function: takes over what is deployed under it.'],
  ].map(([path = '', remark = '', description = '']) => {
    const note = remark === '' ? '' : ` (${remark})`;
    return listItem(`**\`${path}\`**${note}: ${description}`.split(' '));
  });
}

function listOf(paths: readonly string[]): string {
  return paths.map((path) => `\`${path}\``).join(' and ');
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
  if (key.type === 'resources') {
    const settings = Object.entries(key.settings).map(
      ([name, { description }]) => `\`${name}\` (${inner(description)})`,
    );
    return `${key.description} Settings in a map: ${settings.join('; ')}.`;
  }
  if (key.type !== 'choice' && key.type !== 'integer') return key.description;
  return `${key.description} ${capitalized(expectedValue(key))}.`;
}

/** A description as a part of a sentence. */
function inner(description: string): string {
  return description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, '');
}
