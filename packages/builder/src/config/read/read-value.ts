import { closestMatch } from '../../terminal/text/closest-match.ts';
import { type FormatName, formatOf } from '../keys/formats.ts';
import { BOOLEAN_PATTERN, expectedValue, type IntegerKey, type Key, type ListKey, type MapKey } from '../keys/key.ts';
import type { Value } from '../keys/settings.ts';
import { isSet, type RawSetting, type RawText } from './configuration-file.ts';
import type { Problem } from './problem.ts';
import { readJson } from './read-json.ts';
import { readResources } from './read-resources.ts';

/** Checks and converts the value of a key. Returns undefined if the key is not set, or if the value is a problem. */
export function readValue(path: string, key: Key, setting: RawSetting, problems: Problem[]): Value | undefined {
  const reject = (what: string) =>
    rejectText(path, { text: what, location: setting.location }, expectedValue(key), problems);
  if (!isSet(setting)) return undefined;
  if (key.type === 'json') {
    const isStructure = setting.kind === 'text' || setting.kind === 'tree';
    return isStructure ? readJson(path, key, setting, problems) : reject(`a ${setting.kind}`);
  }
  if (key.type === 'resources') return readResources(path, key, setting, readValue, problems);
  switch (setting.kind) {
    case 'tree':
      return reject('a structure');
    case 'map':
      return key.type === 'map' ? readMap(path, key, setting.entries, problems) : reject('a map');
    case 'list':
      return key.type === 'list' ? readList(path, key, setting.items, problems) : reject('a list');
    case 'text':
      return readText(path, key, setting, problems);
  }
}

function readText(path: string, key: Key, raw: RawText, problems: Problem[]): Value | undefined {
  const { text } = raw;
  switch (key.type) {
    case 'text':
      return readFormat(path, key.format, raw, problems);
    case 'integer':
      if (isValidInteger(key, text)) return Number(text);
      break;
    case 'boolean':
      if (new RegExp(BOOLEAN_PATTERN).test(text)) return text.toLowerCase() === 'true';
      break;
    case 'choice': {
      if (key.choices.includes(text)) return text;
      const match = closestMatch(text, key.choices);
      const suggestion = match === undefined ? '' : `; did you mean ${match}?`;
      return rejectText(path, raw, expectedValue(key) + suggestion, problems);
    }
    case 'list':
      return readList(path, key, [raw], problems);
    case 'map':
    case 'json':
    case 'resources':
  }
  return rejectText(path, raw, expectedValue(key), problems);
}

function readList(path: string, { format, secret }: ListKey, items: readonly RawText[], problems: Problem[]): string[] {
  const read = (item: RawText) => readFormat(path, format, item, problems, secret);
  return items.map(read).filter((item) => item !== undefined);
}

function readMap(
  path: string,
  { names, values, secret }: MapKey,
  entries: ReadonlyMap<string, RawText | undefined>,
  problems: Problem[],
): Record<string, string> {
  const valid: [string, string][] = [];
  for (const [index, [name, raw]] of [...entries].entries()) {
    // The stage's file has removed this entry.
    if (raw === undefined) continue;
    // An invalid name may be the rest of a value that is not in quotes.
    const nameOfEntry = secret ? `the name of entry ${index + 1} of ${path}` : `a name in ${path}`;
    if (readFormat(nameOfEntry, names, { ...raw, text: name }, problems, secret) === undefined) continue;
    const value = readFormat(`${path}.${name}`, values, raw, problems, secret);
    if (value !== undefined) valid.push([name, value]);
  }
  return Object.fromEntries(valid);
}

function isValidInteger(key: IntegerKey, text: string): boolean {
  const value = Number(text);
  return /^-?\d+$/.test(text) && value >= key.min && value <= key.max && (key.values?.includes(value) ?? true);
}

function readFormat(
  what: string,
  format: FormatName,
  raw: RawText,
  problems: Problem[],
  isSecret = false,
): string | undefined {
  const { pattern, expected } = formatOf(format);
  if (new RegExp(pattern, 'u').test(raw.text)) return raw.text;
  if (!isSecret) return rejectText(what, raw, expected, problems);
  problems.push({ location: raw.location, message: `${what} must be ${expected}` });
  return undefined;
}

function rejectText(what: string, { text, location }: RawText, expected: string, problems: Problem[]): undefined {
  problems.push({ location, message: `${what} is "${abbreviate(text)}": it must be ${expected}` });
}

/** Shortens a text and puts it on one line. */
function abbreviate(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return short.replaceAll(/[\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1));
}
