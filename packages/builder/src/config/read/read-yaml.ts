import {
  type Document,
  isAlias,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { formatOf } from '../keys/formats.ts';
import { fileScope, functionScope, triggerScope } from '../keys/scopes.ts';
import type { ConfigurationFile, FilePart, FunctionPart, RawText, TriggerPart } from './configuration-file.ts';
import { describeYamlError } from './describe-yaml-error.ts';
import { wholeFile } from './problem.ts';
import { readPart, type YamlPart } from './read-part.ts';
import { isEmpty, type YamlEntry, YamlSource } from './yaml-source.ts';

/**
 * Reads the text of a `lambda.yaml`.
 *
 * @param file the name of the file in problems
 */
export function readYaml(text: string, file: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const source = new YamlSource(document, lines, file);
  reportErrors(source, lines, text);
  const root = document.contents;
  if (source.problems.length === 0 && !isMap(root) && !isEmpty(root)) {
    source.report(source.locationOf(root), 'the file must be a map of keys, such as "lambda:"');
  }
  const isReadable = source.problems.length === 0;
  const content = isReadable && isMap(root) ? readFile(source, root) : emptyPart;
  const warnings = unusedAnchors(document).map((node) => ({
    location: source.locationOf(node),
    message: UNUSED_ANCHOR,
  }));
  return { ...content, location: wholeFile(file), isReadable, problems: source.problems, warnings };
}

const emptyPart = { settings: new Map(), sections: new Map() };

type FileContent = FilePart & Pick<ConfigurationFile, 'functions' | 'triggers'>;

function readFile(source: YamlSource, map: YamlPart['map']): FileContent {
  let functions: ConfigurationFile['functions'];
  let triggers: ConfigurationFile['triggers'];
  const root = { map, location: source.locationAt(0), path: '', scope: fileScope };
  const part = readPart(source, root, (entry) => {
    if (entry.name === 'functions') functions = readFunctions(source, entry);
    else triggers = readTriggers(source, entry, 'triggers');
  });
  return { ...part, functions, triggers };
}

function readFunctions(source: YamlSource, { value, location }: YamlEntry): ReadonlyMap<string, FunctionPart> {
  const functions = new Map<string, FunctionPart>();
  if (!isMap(value) || value.items.length === 0) {
    source.report(location, 'functions must be a map of functions by their names, each with at least a handler');
    return functions;
  }
  const { pattern, expected } = formatOf('function key');
  for (const entry of source.entriesOf(value, (name) => `functions.${name}`)) {
    if (!new RegExp(pattern, 'u').test(entry.name)) {
      source.report(entry.location, `"${entry.name}" in functions must be ${expected}`);
    } else functions.set(entry.name, readFunction(source, entry));
  }
  return functions;
}

function readFunction(source: YamlSource, { name, location, value }: YamlEntry): FunctionPart {
  const path = `functions.${name}`;
  let was: RawText | undefined;
  let triggers: FunctionPart['triggers'];
  if (!isMap(value)) {
    if (!isEmpty(value)) source.report(location, `${path} must be a map of keys, such as handler`);
    return { location, ...emptyPart, was, triggers };
  }
  const part = readPart(source, { map: value, location, path, scope: functionScope }, (entry) => {
    if (entry.name === 'was') was = isEmpty(entry.value) ? undefined : source.readText(entry.value, `${path}.was`);
    else triggers = readTriggers(source, entry, `${path}.triggers`);
  });
  return { ...part, was, triggers };
}

function readTriggers(source: YamlSource, { value, location }: YamlEntry, path: string): TriggerPart[] | undefined {
  if (isEmpty(value)) return undefined;
  if (!isSeq(value)) {
    source.report(location, `${path} must be a list of triggers, each with a type`);
    return undefined;
  }
  return value.items.flatMap((item, index): TriggerPart[] => {
    const node = source.resolve(item);
    const itemPath = `${path}[${index}]`;
    const itemLocation = isEmpty(node) ? location : source.locationOf(node);
    if (!isMap(node)) {
      source.report(itemLocation, `${itemPath} must be a map of keys, such as type`);
      return [];
    }
    let name: RawText | undefined;
    const part = { map: node, location: itemLocation, path: itemPath, scope: triggerScope };
    const content = readPart(source, part, (entry) => {
      name = isEmpty(entry.value) ? undefined : source.readText(entry.value, `${itemPath}.name`);
    });
    return [{ ...content, name }];
  });
}

function reportErrors(source: YamlSource, lines: LineCounter, text: string): void {
  const { document } = source;
  const lineOf = (error: YAMLError) => lines.linePos(error.pos[0]).line;
  // Among the warnings are tags that do not exist, which are usually text without quotes.
  const errors = [...document.errors, ...document.warnings];
  for (const error of errors) {
    // Further errors on the same line are usually caused by the first.
    const isFirst = errors.find((other) => lineOf(other) === lineOf(error)) === error;
    if (isFirst) source.report(source.locationAt(error.pos[0]), describeError(error, text.slice(0, error.pos[0])));
  }
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
