import { closeTo } from './did-you-mean.ts';
import { formatOf } from './formats.ts';
import type { Key } from './key.ts';
import type { Place, Problem } from './problem.ts';
import type { Setting, WrittenText } from './setting.ts';

/** The value of a validated setting. */
export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** The value of what a file says of a key: undefined where it says nothing, or where what it says went to `problems`. */
export function readValue(path: string, key: Key, setting: Setting, problems: Problem[]): Value | undefined {
  const refuse = (place: Place, value: string, expected: string): undefined => {
    problems.push({ place, message: `${path} is "${value}": it must be ${expected}` });
  };
  const matching = (written: WrittenText, format: Parameters<typeof formatOf>[0], what = path): string | undefined => {
    const { pattern, expected } = formatOf(format);
    if (new RegExp(pattern).test(written.text)) return written.text;
    problems.push({ place: written.place, message: `${what} is "${written.text}": it must be ${expected}` });
    return undefined;
  };

  if (setting.kind === 'unset') return undefined;
  if (setting.kind === 'map') {
    if (key.type !== 'map') return refuse(setting.place, 'a map', expectedOf(key));
    return readMap(path, key, setting.entries, problems, matching);
  }
  if (setting.kind === 'list' || key.type === 'list') {
    if (key.type !== 'list') return refuse(setting.place, 'a list', expectedOf(key));
    const items = setting.kind === 'list' ? setting.items : [setting];
    return items.map((item) => matching(item, key.format)).filter((item) => item !== undefined);
  }
  const { text, place } = setting;
  if (text === '') return undefined;
  switch (key.type) {
    case 'text':
      return matching(setting, key.format);
    case 'integer':
      return isIntegerOf(key, text) ? Number(text) : refuse(place, text, expectedOf(key));
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : refuse(place, text, expectedOf(key));
    case 'choice': {
      if (key.choices.includes(text)) return text;
      const meant = closeTo(text, key.choices);
      return refuse(place, text, expectedOf(key) + (meant === undefined ? '' : `; did you mean ${meant}?`));
    }
    case 'map':
      return refuse(place, text, expectedOf(key));
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

function isIntegerOf(key: Key & { type: 'integer' }, text: string): boolean {
  const value = Number(text);
  return /^-?\d+$/.test(text) && value >= key.min && value <= key.max && (key.values?.includes(value) ?? true);
}

function readMap(
  path: string,
  key: Key & { type: 'map' },
  entries: ReadonlyMap<string, WrittenText | undefined>,
  problems: Problem[],
  matching: (written: WrittenText, format: Parameters<typeof formatOf>[0], what: string) => string | undefined,
): Record<string, string> {
  const map: Record<string, string> = {};
  for (const [name, written] of entries) {
    if (written === undefined) continue;
    const { pattern, expected } = formatOf(key.names);
    if (!new RegExp(pattern).test(name)) {
      problems.push({
        place: written.place,
        message: `"${name}" in ${path} is not a name for it: it must be ${expected}`,
      });
      continue;
    }
    const value = matching(written, key.values, `${path}.${name}`);
    if (value !== undefined) map[name] = value;
  }
  return map;
}
