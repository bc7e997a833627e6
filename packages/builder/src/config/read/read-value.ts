import { type FormatName, formatOf } from '../keys/formats.ts';
import type { IntegerKey, Key, MapKey } from '../keys/key.ts';
import type { Problem } from '../problem.ts';
import { closeTo } from './did-you-mean.ts';
import type { Setting, WrittenText } from './setting.ts';

/** The value of a validated setting. */
export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** True and false, as YAML has them. */
export const BOOLEAN_PATTERN = '^([Tt]rue|TRUE|[Ff]alse|FALSE)$';

/** The value of what a file says of a key: undefined where it says nothing, or where what it says went to `problems`. */
export function readValue(path: string, key: Key, setting: Setting, problems: Problem[]): Value | undefined {
  const refuse = (what: string) => refuseText(path, { text: what, place: setting.place }, expectedOf(key), problems);
  switch (setting.kind) {
    case 'unset':
      return undefined;
    case 'map':
      return key.type === 'map' ? readMap(path, key, setting.entries, problems) : refuse('a map');
    case 'list':
      return key.type === 'list' ? readList(path, key.format, setting.items, problems) : refuse('a list');
    case 'text':
      return setting.text === '' ? undefined : readText(path, key, setting, problems);
  }
}

/** What a key's value must be; completes "must be ...". */
export function expectedOf(key: Key): string {
  switch (key.type) {
    case 'text':
      return formatOf(key.format).expected;
    case 'integer': {
      const unit = key.unit === undefined ? '' : ` (${key.unit})`;
      if (key.values !== undefined) return `one of ${key.values.join(', ')}${unit}`;
      return `a whole number from ${key.min} to ${key.max}${unit}`;
    }
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${key.choices.join(', ')}`;
    case 'list':
      return `a list, each entry ${formatOf(key.format).expected}`;
    case 'map':
      return `a map, each name ${formatOf(key.names).expected}`;
  }
}

function readText(path: string, key: Key, written: WrittenText, problems: Problem[]): Value | undefined {
  const { text } = written;
  switch (key.type) {
    case 'text':
      return matching(path, key.format, written, problems);
    case 'integer':
      if (isIntegerOf(key, text)) return Number(text);
      break;
    case 'boolean':
      if (new RegExp(BOOLEAN_PATTERN).test(text)) return text.toLowerCase() === 'true';
      break;
    case 'choice': {
      if (key.choices.includes(text)) return text;
      const meant = closeTo(text, key.choices);
      const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
      return refuseText(path, written, expectedOf(key) + suggestion, problems);
    }
    case 'list':
      return readList(path, key.format, [written], problems);
    case 'map':
  }
  return refuseText(path, written, expectedOf(key), problems);
}

function readList(path: string, format: FormatName, items: readonly WrittenText[], problems: Problem[]): string[] {
  return items.map((item) => matching(path, format, item, problems)).filter((item) => item !== undefined);
}

function readMap(
  path: string,
  { names, values }: MapKey,
  entries: ReadonlyMap<string, WrittenText | undefined>,
  problems: Problem[],
): Record<string, string> {
  const read: [string, string][] = [];
  for (const [name, written] of entries) {
    // a null, which has taken away what the file below says
    if (written === undefined) continue;
    const value = matching(`${path}.${name}`, values, written, problems);
    if (matching(`a name in ${path}`, names, { ...written, text: name }, problems) === undefined) continue;
    if (value !== undefined) read.push([name, value]);
  }
  return Object.fromEntries(read);
}

function isIntegerOf(key: IntegerKey, text: string): boolean {
  const value = Number(text);
  return /^-?\d+$/.test(text) && value >= key.min && value <= key.max && (key.values?.includes(value) ?? true);
}

function matching(what: string, format: FormatName, written: WrittenText, problems: Problem[]): string | undefined {
  const { pattern, expected } = formatOf(format);
  return new RegExp(pattern, 'u').test(written.text) ? written.text : refuseText(what, written, expected, problems);
}

function refuseText(what: string, { text, place }: WrittenText, expected: string, problems: Problem[]): undefined {
  problems.push({ place, message: `${what} is "${shown(text)}": it must be ${expected}` });
}

/** A value in one line, which isn't long. */
function shown(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return short.replaceAll(/[\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1));
}
