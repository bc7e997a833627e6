import type { JsonValue } from '../../events/patterns/pattern.ts';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import { parseJson } from '../../terminal/text/parse-json.ts';
import { formatOf } from '../keys/formats.ts';
import { expectedValue, type Key, type ResourcesKey } from '../keys/key.ts';
import type { Value } from '../keys/settings.ts';
import type { RawSetting, RawText, RawTree } from './configuration-file.ts';
import type { Location, Problem } from './problem.ts';

/** Reads the value of one key. */
export type ValueReader = (path: string, key: Key, setting: RawSetting, problems: Problem[]) => Value | undefined;

/**
 * Reads resources by name: a list of names, a map of names with settings, or either as text, in which names are separated
 * by commas. Returns JSON.
 */
export function readResources(
  path: string,
  key: ResourcesKey,
  setting: Exclude<RawSetting, { kind: 'unset' }>,
  readSetting: ValueReader,
  problems: Problem[],
): string | undefined {
  const before = problems.length;
  const tree = treeOf(path, setting, problems);
  if (tree === undefined) return undefined;
  const found: [string, Record<string, Value>][] = [];
  for (const { name, location, settings } of entriesOf(tree)) {
    const { pattern, expected } = formatOf(key.names);
    if (name === undefined || !new RegExp(pattern, 'u').test(name)) {
      const shown = name === undefined ? 'a structure' : `"${name}"`;
      problems.push({ location, message: `a name in ${path} is ${shown}: it must be ${expected}` });
    } else if (found.some(([known]) => known === name)) {
      problems.push({ location, message: `${path} has ${name} twice` });
    } else found.push([name, readSettings(`${path}.${name}`, key, settings, readSetting, problems)]);
  }
  return problems.length > before ? undefined : JSON.stringify(Object.fromEntries(found));
}

interface Entry {
  /** Undefined if it is not a text. */
  readonly name: string | undefined;
  readonly location: Location;
  readonly settings?: RawTree | undefined;
}

function entriesOf(tree: RawTree): Entry[] {
  switch (tree.kind) {
    case 'leaf':
      return [{ name: String(tree.value), location: tree.location }];
    case 'list':
      return tree.items.map((item) => ({
        name: item.kind === 'leaf' && item.value !== null ? String(item.value) : undefined,
        location: item.location,
      }));
    case 'map':
      return [...tree.entries].map(([name, settings]) => ({ name, location: settings.location, settings }));
  }
}

function readSettings(
  path: string,
  key: ResourcesKey,
  tree: RawTree | undefined,
  readSetting: ValueReader,
  problems: Problem[],
): Record<string, Value> {
  if (tree === undefined || (tree.kind === 'leaf' && tree.value === null)) return {};
  const names = Object.keys(key.settings);
  if (tree.kind !== 'map') {
    problems.push({ location: tree.location, message: `${path} must be a map of settings: ${names.join(', ')}` });
    return {};
  }
  const read = [...tree.entries].flatMap(([name, value]): [string, Value][] => {
    const setting = Object.hasOwn(key.settings, name) ? key.settings[name] : undefined;
    if (setting === undefined) {
      const match = closestMatch(name, names);
      const advice = match === undefined ? `use ${names.join(', ')}` : `did you mean ${match}?`;
      problems.push({ location: value.location, message: `${path} has no setting ${name}: ${advice}` });
      return [];
    }
    const raw = rawSetting(value);
    if (raw === undefined) {
      const message = `${path}.${name} is a structure: it must be ${expectedValue(setting)}`;
      problems.push({ location: value.location, message });
      return [];
    }
    const found = readSetting(`${path}.${name}`, setting, raw, problems);
    return found === undefined ? [] : [[name, found]];
  });
  return Object.fromEntries(read);
}

function rawSetting(tree: RawTree): RawSetting | undefined {
  const { location } = tree;
  if (tree.kind === 'map') return undefined;
  if (tree.kind === 'leaf') {
    return tree.value === null ? { kind: 'unset', location } : { kind: 'text', ...rawText(tree) };
  }
  const leaves = tree.items.filter((item) => item.kind === 'leaf');
  return leaves.length < tree.items.length ? undefined : { kind: 'list', items: leaves.map(rawText), location };
}

function rawText({ value, location }: Extract<RawTree, { kind: 'leaf' }>): RawText {
  return { text: String(value), location };
}

function treeOf(
  path: string,
  setting: Exclude<RawSetting, { kind: 'unset' }>,
  problems: Problem[],
): RawTree | undefined {
  const { location } = setting;
  if (setting.kind === 'tree') return setting.tree;
  const texts = setting.kind === 'text' ? [setting] : setting.kind === 'list' ? setting.items : [];
  const [first] = texts;
  if (texts.length === 1 && first !== undefined && /^\s*[{[]/.test(first.text)) {
    try {
      return treeOfJson(parseJson(first.text) as JsonValue, location);
    } catch (error) {
      // parseJson throws only JsonErrors.
      problems.push({ location, message: `${path} is ${(error as Error).message}` });
      return undefined;
    }
  }
  const names = texts.flatMap(({ text }) => text.split(',')).map((name) => name.trim());
  return { kind: 'list', items: names.map((value) => ({ kind: 'leaf', value, location })), location };
}

function treeOfJson(value: JsonValue, location: Location): RawTree {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => treeOfJson(item, location));
    return { kind: 'list', items, location };
  }
  if (typeof value !== 'object' || value === null) {
    return { kind: 'leaf', value: value as Extract<RawTree, { kind: 'leaf' }>['value'], location };
  }
  const entries = Object.entries(value).map(([name, each]) => [name, treeOfJson(each, location)] as const);
  return { kind: 'map', entries: new Map(entries), location };
}
