import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Key } from './key.ts';
import { type KeyPath, keyAt, keys } from './keys.ts';
import { type Entries, type Values, yamlName } from './section.ts';

/** The value of one key. */
export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** The values of all keys that apply to the trigger, defaults included, nested like the table of keys. */
export type Settings = Values<typeof keys>;

/**
 * Nests the values of a valid configuration.
 *
 * @param valueAt returns a value of the key's type, or its default
 * @param directory the directory that paths are relative to
 */
export function nestValues(valueAt: (path: KeyPath) => Value | undefined, directory: string): Settings {
  function nest(entries: Entries, prefix: string): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [property, entry] of Object.entries(entries)) {
      const path = prefix + yamlName(property);
      switch (entry.type) {
        case 'section':
          values[property] = nest(entry.entries, `${path}.`);
          break;
        case 'optional section': {
          const inner = nest(entry.entries, `${path}.`);
          values[property] = isDeepStrictEqual(inner, defaultsOf(entry.entries)) ? undefined : inner;
          break;
        }
        case 'variants': {
          const type = String(valueAt(`${path}.type` as KeyPath));
          values[property] = { type, ...nest(entry.variants[type] ?? {}, `${path}.`) };
          break;
        }
        default:
          // The type KeyPath derives paths from property names in the same way.
          values[property] = settled(path as KeyPath);
      }
    }
    return values;
  }

  function settled(path: KeyPath): Value | undefined {
    const key = keyAt(path);
    const value = valueAt(path);
    if (key.type !== 'text') return value;
    if (value === undefined) {
      const { defaultFrom } = key;
      return defaultFrom?.derive(String(valueAt(defaultFrom.path as KeyPath)));
    }
    return key.format === 'path' ? resolve(directory, String(value)) : value;
  }

  const values: unknown = nest(keys, '');
  // Every value has the type of its key, and the values are nested like the table that the type is inferred from.
  return values as Settings;
}

/** The default of a key; undefined if there is none, or if it depends on another key. */
export function defaultOf(key: Key): Value | undefined {
  return key.type === 'map' ? {} : key.default;
}

function defaultsOf(entries: Entries): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).map(([property, entry]) => [property, 'default' in entry ? entry.default : undefined]),
  );
}
