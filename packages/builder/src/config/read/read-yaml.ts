import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { isKeyPath, type KeyPath, keyAt, keyPaths } from '../keys/keys.ts';
import type { ConfigurationFile, RawSetting, RawText } from './configuration-file.ts';
import { describeYamlError } from './describe-yaml-error.ts';
import { formatLocation, type Location, type Problem, wholeFile } from './problem.ts';
import { describeUnknownKey, namesIn } from './suggestions.ts';

/**
 * Reads the text of a `lambda.yaml`.
 *
 * @param file the name of the file in problems
 */
export function readYaml(text: string, file: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const problems: Problem[] = [];
  const settings = new Map<KeyPath, RawSetting>();
  const sections = new Map<string, Location>();

  const locationAt = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const locationOf = (node: unknown): Location => locationAt((node as Node | null)?.range?.[0] ?? 0);
  const report = (location: Location, message: string) => problems.push({ location, message });

  function resolve(node: unknown): unknown {
    if (isScalar(node) && node.anchor !== undefined && isEmpty(node)) {
      report(locationOf(node), 'there is no value after this anchor: text that starts with & must be in quotes');
    }
    if (!isAlias(node)) return node;
    const target = node.resolve(document);
    if (target === undefined) {
      report(
        locationOf(node),
        'there is no anchor for this alias before it: text that starts with * must be in quotes',
      );
    }
    return target;
  }

  /** The entries of a map. If a name occurs twice, yields the first and reports the second. */
  function* entriesOf(map: YAMLMap, section: string): Iterable<{ name: string; location: Location; value: unknown }> {
    const locations = new Map<string, Location>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const location = locationOf(key);
      if (map.flow && value === null) {
        report(location, 'there is no value after this name: a value that contains commas must be in quotes');
        continue;
      }
      const first = locations.get(name);
      if (first === undefined) {
        locations.set(name, location);
        yield { name, location, value: resolve(value) };
      } else {
        const path = section === '' ? name : `${section}.${name}`;
        report(location, `${path} is already set at ${formatLocation(first)}`);
      }
    }
  }

  function readSection(map: YAMLMap, section: string): void {
    for (const { name, location, value } of entriesOf(map, section)) {
      const path = section === '' ? name : `${section}.${name}`;
      if (name.includes('.') || (!isKeyPath(path) && !isSection(path))) {
        report(location, describeUnknownKey(name, section));
      } else if (isKeyPath(path)) {
        const setting = readSetting(path, value, location);
        if (setting !== undefined) settings.set(path, setting);
      } else if (isMap(value)) {
        sections.set(path, location);
        readSection(value, path);
      } else if (isNull(value)) {
        for (const key of keyPaths.filter((key) => key.startsWith(`${path}.`))) {
          settings.set(key, { kind: 'unset', location });
        }
      } else if (!isEmpty(value)) {
        report(location, `${path} must be a map of keys: ${namesIn(path).join(', ')}`);
      }
    }
  }

  function readSetting(path: KeyPath, value: unknown, keyLocation: Location): RawSetting | undefined {
    const { type } = keyAt(path);
    if (isEmpty(value)) return { kind: 'unset', location: keyLocation };
    const location = locationOf(value);
    if (isMap(value) && type === 'map') return { kind: 'map', entries: readEntries(value, path), location };
    if (isSeq(value) && type === 'list') {
      const items = value.items.map((item) => readItem(resolve(item), path, location));
      return { kind: 'list', items: items.filter((item) => item !== undefined), location };
    }
    if (type === 'map') {
      report(location, `${path} must be a map, with a line NAME: value for each entry`);
      return undefined;
    }
    const raw = readText(value, path);
    return raw && { kind: 'text', ...raw };
  }

  function readItem(item: unknown, path: KeyPath, listLocation: Location): RawText | undefined {
    if (!isEmpty(item)) return readText(item, `an entry of ${path}`);
    report(isScalar(item) ? locationOf(item) : listLocation, `an entry of ${path} is empty`);
    return undefined;
  }

  function readEntries(map: YAMLMap, path: KeyPath): Map<string, RawText | undefined> {
    const entries = new Map<string, RawText | undefined>();
    for (const { name, value } of entriesOf(map, path)) {
      entries.set(name, isEmpty(value) ? undefined : readText(value, `${path}.${name}`));
    }
    return entries;
  }

  /** Reads a plain scalar exactly as written, so that 012345678901 and 1.10 keep their digits; a quoted one unquoted. */
  function readText(node: unknown, what: string): RawText | undefined {
    const location = locationOf(node);
    if (isScalar(node)) {
      return { text: node.type === 'PLAIN' && node.source !== undefined ? node.source : String(node.value), location };
    }
    report(location, `${what} must be a single value, not a ${isMap(node) || isPair(node) ? 'map' : 'list'}`);
    return undefined;
  }

  const root = document.contents;
  const lineOf = (error: YAMLError) => lines.linePos(error.pos[0]).line;
  // Among the warnings are tags that do not exist, which are usually text without quotes.
  const errors = [...document.errors, ...document.warnings];
  for (const error of errors) {
    // Further errors on the same line are usually caused by the first.
    const isFirst = errors.find((other) => lineOf(other) === lineOf(error)) === error;
    if (isFirst) report(locationAt(error.pos[0]), describeError(error, text.slice(0, error.pos[0])));
  }
  if (problems.length === 0 && !isMap(root) && !isEmpty(root)) {
    report(locationOf(root), 'the file must be a map of keys, such as "lambda:"');
  }
  const isReadable = problems.length === 0;
  if (isReadable && isMap(root)) readSection(root, '');
  const warnings = unusedAnchors(document).map((node) => ({ location: locationOf(node), message: UNUSED_ANCHOR }));
  return { location: wholeFile(file), isReadable, settings, sections, problems, warnings };
}

/** Whether this is an explicit null, which unsets all keys of a section; a section without content unsets nothing. */
function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source !== '';
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function isSection(path: string): boolean {
  return keyPaths.some((key) => key.startsWith(`${path}.`));
}

const UNUSED_ANCHOR = 'no alias uses this anchor: if it is part of a text, put the text in quotes';

/** The nodes with anchors that no alias refers to. */
function unusedAnchors(document: Document): Node[] {
  const anchored = new Map<string, Node>();
  const used = new Set<string>();
  visit(document, {
    Alias: (_, { source }) => void used.add(source),
    Node: (_, node) => void (!isAlias(node) && node.anchor && anchored.set(node.anchor, node)),
  });
  return [...anchored].filter(([anchor, node]) => !used.has(anchor) && !isEmpty(node)).map(([, node]) => node);
}

/** Rephrases an error of the parser for common mistakes. */
function describeError(error: YAMLError, before: string): string {
  if (error.code === 'MULTIPLE_DOCS')
    return 'a second YAML document starts here: the configuration must be a single document';
  if (before.endsWith('$')) return 'not valid YAML: a value that starts with ${ must be in quotes here';
  return `not valid YAML: ${describeYamlError(error)}`;
}
