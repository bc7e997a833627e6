import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { expectedValue } from '../keys/key.ts';
import { type KeyPath, keyAt, shorthandOf } from '../keys/keys.ts';
import { type KeyScope, namesIn, sectionPath } from '../keys/scopes.ts';
import type { FilePart, RawSetting, RawText } from './configuration-file.ts';
import type { Location } from './problem.ts';
import { readTree } from './read-tree.ts';
import { describeUnknownKey, join } from './suggestions.ts';
import { isEmpty, isNull, type YamlEntry, type YamlSource } from './yaml-source.ts';

/** A part of a YAML document. */
export interface YamlPart {
  readonly map: YAMLMap;
  readonly location: Location;
  /** What the part is called in problems, such as `functions.orders`; empty for the whole file. */
  readonly path: string;
  readonly scope: KeyScope;
}

/**
 * Reads the keys in a part of a YAML document.
 *
 * @param readOther reads what the part contains besides keys
 */
export function readPart(
  source: YamlSource,
  { map, location, path: part, scope }: YamlPart,
  readOther: (entry: YamlEntry) => void,
): FilePart {
  const settings = new Map<KeyPath, RawSetting>();
  const sections = new Map<string, Location>();
  const { keys } = scope;

  function readSection(section: YAMLMap, name: string): void {
    for (const entry of source.entriesOf(section, (entryName) => join(part, join(name, entryName)))) {
      const path = join(name, entry.name);
      const key = keys.get(path);
      if (name === '' && scope.others.includes(entry.name)) readOther(entry);
      else if (key !== undefined && !entry.name.includes('.')) {
        const setting = readSetting(key, join(part, path), entry);
        if (setting !== undefined) settings.set(key, setting);
      } else readBelow(entry, path, name);
    }
  }

  function readBelow({ name, location, value }: YamlEntry, path: string, section: string): void {
    const shared = name.includes('.') ? undefined : sectionPath(path, scope);
    if (shared === undefined) {
      source.report(location, describeUnknownKey(name, section, part, scope));
      return;
    }
    const shorthand = shorthandOf(shared);
    if (isNull(value) || shorthand !== undefined) unsetAll(path, location);
    if (isMap(value)) {
      sections.set(shared, location);
      readSection(value, path);
    } else if (isScalar(value) && !isEmpty(value) && shorthand !== undefined) {
      const raw = source.readText(value, join(part, path));
      if (raw !== undefined) settings.set(shorthand, { kind: 'text', ...raw });
    } else if (!isEmpty(value)) {
      const expected = shorthand === undefined ? '' : `${expectedValue(keyAt(shorthand))}, or `;
      source.report(
        location,
        `${join(part, path)} must be ${expected}a map of keys: ${namesIn(path, scope).join(', ')}`,
      );
    }
  }

  function unsetAll(path: string, location: Location): void {
    for (const [below, key] of keys) {
      if (below.startsWith(`${path}.`)) settings.set(key, { kind: 'unset', location });
    }
  }

  function readSetting(
    key: KeyPath,
    path: string,
    { value, location: keyLocation }: YamlEntry,
  ): RawSetting | undefined {
    const { type } = keyAt(key);
    if (isEmpty(value)) return { kind: 'unset', location: keyLocation };
    const location = source.locationOf(value);
    if ((type === 'json' || type === 'resources') && !(isScalar(value) && typeof value.value === 'string')) {
      const tree = readTree(source, value, path);
      return tree && { kind: 'tree', tree, location };
    }
    if (isMap(value) && type === 'map') return { kind: 'map', entries: readEntries(value, path), location };
    if (isSeq(value) && type === 'list') {
      const items = value.items.map((item) => readItem(source.resolve(item), path, location));
      return { kind: 'list', items: items.filter((item) => item !== undefined), location };
    }
    if (type === 'map') {
      source.report(location, `${path} must be a map, with a line NAME: value for each entry`);
      return undefined;
    }
    const raw = source.readText(value, path);
    return raw && { kind: 'text', ...raw };
  }

  function readItem(item: unknown, path: string, listLocation: Location): RawText | undefined {
    if (!isEmpty(item)) return source.readText(item, `an entry of ${path}`);
    source.report(isScalar(item) ? source.locationOf(item) : listLocation, `an entry of ${path} is empty`);
    return undefined;
  }

  function readEntries(entries: YAMLMap, path: string): Map<string, RawText | undefined> {
    const texts = new Map<string, RawText | undefined>();
    for (const { name, value } of source.entriesOf(entries, (entryName) => join(path, entryName))) {
      texts.set(name, isEmpty(value) ? undefined : source.readText(value, `${path}.${name}`));
    }
    return texts;
  }

  readSection(map, '');
  return { location, settings, sections };
}
