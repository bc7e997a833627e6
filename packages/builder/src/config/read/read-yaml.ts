import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { isKeyPath, type KeyPath, keyAt, keyPaths } from '../keys/keys.ts';
import { formatPlace, type Place, type Problem } from '../problem.ts';
import type { ConfigurationFile, Setting, WrittenText } from './setting.ts';
import { describeUnknownKey, namesIn } from './unknown-key.ts';

/** Reads the text of a `lambda.yaml`; `file` is the name that its problems carry. */
export function readYaml(text: string, file: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const problems: Problem[] = [];
  const settings = new Map<KeyPath, Setting>();
  const sections = new Map<string, Place>();

  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const placeOf = (node: unknown): Place => placeAt((node as Node | null)?.range?.[0] ?? 0);
  const report = (place: Place, message: string) => problems.push({ place, message });

  function resolve(node: unknown): unknown {
    if (!isAlias(node)) return node;
    const target = node.resolve(document);
    if (target === undefined) report(placeOf(node), `*${node.source}: there is no anchor &${node.source} before it`);
    return target;
  }

  /** The entries of a map: of a name that stands twice, the first, as the other is reported. */
  function* entriesOf(map: YAMLMap, section: string): Iterable<{ name: string; place: Place; value: unknown }> {
    const places = new Map<string, Place>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const place = placeOf(key);
      const first = places.get(name);
      if (first === undefined) {
        places.set(name, place);
        yield { name, place, value: resolve(value) };
      } else {
        const path = section === '' ? name : `${section}.${name}`;
        report(place, `${path} is there a second time: it is set at ${formatPlace(first)} already`);
      }
    }
  }

  function readSection(map: YAMLMap, section: string): void {
    for (const { name, place, value } of entriesOf(map, section)) {
      const path = section === '' ? name : `${section}.${name}`;
      if (name.includes('.') || (!isKeyPath(path) && !isSection(path))) {
        report(place, describeUnknownKey(name, section));
      } else if (isKeyPath(path)) {
        const setting = readSetting(path, value, place);
        if (setting !== undefined) settings.set(path, setting);
      } else if (isMap(value)) {
        sections.set(path, place);
        readSection(value, path);
      } else if (isNull(value)) {
        for (const key of keyPaths.filter((key) => key.startsWith(`${path}.`))) {
          settings.set(key, { kind: 'unset', place });
        }
      } else if (!isEmpty(value)) {
        report(place, `${path} must have keys below it: ${namesIn(path).join(', ')}`);
      }
    }
  }

  function readSetting(path: KeyPath, value: unknown, keyPlace: Place): Setting | undefined {
    const { type } = keyAt(path);
    if (isEmpty(value)) return { kind: 'unset', place: keyPlace };
    const place = placeOf(value);
    if (isMap(value) && type === 'map') return { kind: 'map', entries: readEntries(value, path), place };
    if (isSeq(value) && type === 'list') {
      const items = value.items.map((item) => readItem(resolve(item), path, place));
      return { kind: 'list', items: items.filter((item) => item !== undefined), place };
    }
    if (type === 'map') {
      report(place, `${path} must be a map, a line NAME: value for each entry`);
      return undefined;
    }
    const written = readText(value, path);
    return written && { kind: 'text', ...written };
  }

  function readItem(item: unknown, path: KeyPath, listPlace: Place): WrittenText | undefined {
    if (!isEmpty(item)) return readText(item, `an entry of ${path}`);
    report(isScalar(item) ? placeOf(item) : listPlace, `an entry of ${path} is empty`);
    return undefined;
  }

  function readEntries(map: YAMLMap, path: KeyPath): Map<string, WrittenText | undefined> {
    const entries = new Map<string, WrittenText | undefined>();
    for (const { name, value } of entriesOf(map, path)) {
      entries.set(name, isEmpty(value) ? undefined : readText(value, `${path}.${name}`));
    }
    return entries;
  }

  /** A plain scalar as it stands in the file (so that 012345678901 and 1.10 stay what they are), a quoted one unquoted. */
  function readText(node: unknown, what: string): WrittenText | undefined {
    const place = placeOf(node);
    if (isScalar(node)) {
      return { text: node.type === 'PLAIN' && node.source !== undefined ? node.source : String(node.value), place };
    }
    report(place, `${what} must be one value, not a ${isMap(node) || isPair(node) ? 'map' : 'list'}`);
    return undefined;
  }

  const root = document.contents;
  const lineOf = (error: YAMLError) => lines.linePos(error.pos[0]).line;
  for (const error of document.errors) {
    // What follows from an error in the same line is noise.
    const isFirst = document.errors.find((other) => lineOf(other) === lineOf(error)) === error;
    if (isFirst) report(placeAt(error.pos[0]), describeError(error, text.slice(0, error.pos[0])));
  }
  if (problems.length === 0 && !isMap(root) && !isEmpty(root)) {
    report(placeOf(root), 'the file must be a map of keys, such as "lambda:"');
  }
  const isReadable = problems.length === 0;
  if (isReadable && isMap(root)) readSection(root, '');
  return { place: { file, line: 0, column: 0 }, isReadable, settings, sections, problems, warnings: [] };
}

/** Null in so many letters, which takes a section away; one below which there is nothing says nothing. */
function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source !== '';
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function isSection(path: string): boolean {
  return keyPaths.some((key) => key.startsWith(`${path}.`));
}

/** What the parser says, in the words of this file's user. */
function describeError({ code, message }: YAMLError, before: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: all of the configuration must be in one';
  if (before.endsWith('$')) return 'not valid YAML: a value that begins with ${ must be in quotes here';
  return `not valid YAML: ${message}`;
}
