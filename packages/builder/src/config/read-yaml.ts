import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { closeTo } from './did-you-mean.ts';
import { isKeyPath, type KeyPath, keyAt, keyPaths } from './keys.ts';
import type { Place, Problem } from './problem.ts';
import type { ConfigurationFile, Setting, WrittenText } from './setting.ts';

/** Reads the text of a `lambda.yaml`; `file` is the name that its problems carry. */
export function readYaml(text: string, file: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const problems: Problem[] = [];
  const settings = new Map<KeyPath, Setting>();
  const sections = new Map<string, Place>();

  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const placeOf = (node: unknown): Place => placeAt((node as Node | null)?.range?.[0] ?? 0);
  const report = (place: Place, message: string) => problems.push({ place, message });
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  function readSection(map: YAMLMap, section: string): void {
    for (const pair of map.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const path = section === '' ? name : `${section}.${name}`;
      const place = placeOf(pair.key);
      const value = resolve(pair.value);
      if (isKeyPath(path)) {
        const setting = readSetting(path, value, place);
        if (setting !== undefined) settings.set(path, setting);
      } else if (!isSection(path)) {
        report(place, `${path} is not a key of the configuration${suggestion(name, section)}`);
      } else if (isMap(value)) {
        sections.set(path, place);
        readSection(value, path);
      } else if (!isEmpty(value)) {
        report(place, `${path} must have keys below it: ${namesBeside(path).join(', ')}`);
      }
    }
  }

  function readSetting(path: KeyPath, value: unknown, keyPlace: Place): Setting | undefined {
    const { type } = keyAt(path);
    if (isEmpty(value)) return { kind: 'unset', place: keyPlace };
    const place = placeOf(value);
    if (isMap(value) && type === 'map') return { kind: 'map', entries: readEntries(value, path), place };
    if (isSeq(value) && type === 'list') {
      const items = value.items.map((item) => readText(resolve(item), `an entry of ${path}`));
      return { kind: 'list', items: items.filter((item) => item !== undefined), place };
    }
    if (type === 'map') {
      report(place, `${path} must be a map, a line NAME: value for each entry`);
      return undefined;
    }
    const written = readText(value, path);
    return written && { kind: 'text', ...written };
  }

  function readEntries(map: YAMLMap, path: KeyPath): Map<string, WrittenText | undefined> {
    const entries = new Map<string, WrittenText | undefined>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const node = resolve(value);
      entries.set(name, isEmpty(node) ? undefined : readText(node, `${path}.${name}`));
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

  for (const error of document.errors) report(placeAt(error.pos[0]), `not valid YAML: ${error.message}`);
  const root = document.contents;
  if (isMap(root)) readSection(root, '');
  else if (!isEmpty(root) && problems.length === 0)
    report(placeOf(root), 'the file must be a map of keys, such as "lambda:"');
  return { place: { file, line: 0, column: 0 }, settings, sections, problems, warnings: [] };
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function isSection(path: string): boolean {
  return keyPaths.some((key) => key.startsWith(`${path}.`));
}

/** What an unknown name may be a slip for: a neighbour, or a key that belongs into another section. */
function suggestion(name: string, section: string): string {
  const neighbour = closeTo(name, namesBeside(section));
  const prefix = section === '' ? '' : `${section}.`;
  const meant = neighbour === undefined ? keyPaths.find((path) => path.endsWith(`.${name}`)) : prefix + neighbour;
  return meant === undefined
    ? `; ${section || 'the file'} has ${namesBeside(section).join(', ')}`
    : `; did you mean ${meant}?`;
}

/** The names of the keys and sections that may stand in a section. */
function namesBeside(section: string): string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const names = keyPaths
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length).split('.')[0] ?? '');
  return [...new Set(names)];
}
