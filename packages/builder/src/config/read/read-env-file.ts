import { parseDocument } from 'yaml';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import { parseJson } from '../../terminal/text/parse-json.ts';
import { type KeyPath, keyAt, keyPaths } from '../keys/keys.ts';
import type { ConfigurationFile, RawSetting, RawText } from './configuration-file.ts';
import { type Problem, wholeFile } from './problem.ts';
import { readAssignments } from './read-assignments.ts';

const pathByVariable: ReadonlyMap<string, KeyPath> = new Map(keyPaths.map((path) => [keyAt(path).env, path]));

/** Variables that Makefiles take from `lambda.env` and that do not configure the project. */
const ignoredVariables: readonly string[] = ['PAYLOAD'];

/**
 * Reads the text of a `lambda.env`.
 *
 * @param file the name of the file in problems
 */
export function readEnvFile(text: string, file: string): ConfigurationFile {
  const settings = new Map<KeyPath, RawSetting>();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];

  const { assignments, isComplete } = readAssignments(text, file, problems);
  for (const { name, text: value, location } of assignments) {
    const path = pathByVariable.get(name);
    if (path !== undefined) {
      const setting: RawSetting =
        value === '' ? { kind: 'unset', location } : readSetting(path, { text: value, location }, problems);
      settings.set(path, setting);
    } else if (!ignoredVariables.includes(name)) {
      const match = closestMatch(name, [...pathByVariable.keys()]);
      if (match === undefined) warnings.push({ location, message: `${name} is not a configuration variable` });
      else problems.push({ location, message: `${name} is not a configuration variable; did you mean ${match}?` });
    }
  }
  return { location: wholeFile(file), isReadable: isComplete, settings, sections: new Map(), problems, warnings };
}

function readSetting(path: KeyPath, raw: RawText, problems: Problem[]): RawSetting {
  switch (keyAt(path).type) {
    case 'list':
      return { kind: 'list', items: splitAtCommas(raw), location: raw.location };
    case 'map':
      return { kind: 'map', entries: readPairs(path, raw, problems), location: raw.location };
    default:
      return { kind: 'text', ...raw };
  }
}

function splitAtCommas({ text, location }: RawText): RawText[] {
  return text.split(',').map((item) => ({ text: item.trim(), location }));
}

/** Reads the entries of a map: a JSON object, or `NAME=value` pairs separated by commas. */
function readPairs(path: KeyPath, { text, location }: RawText, problems: Problem[]): Map<string, RawText> {
  const report = (message: string) => problems.push({ location, message });
  const entries = new Map<string, RawText>();
  for (const [name, value] of text.startsWith('{')
    ? readJsonPairs(path, text, report)
    : readPlainPairs(path, text, report)) {
    if (entries.has(name)) report(`${path}.${name} is set twice`);
    else entries.set(name, { text: value, location });
  }
  return entries;
}

type Pair = readonly [name: string, value: string];

function readJsonPairs(path: string, text: string, report: (message: string) => void): Pair[] {
  let parsed: object;
  try {
    // The text starts with a brace, so this is an object. Numbers keep their digits.
    parsed = parseJson(text, (_, value, source) => (typeof value === 'number' ? source : value)) as object;
  } catch (error) {
    // parseJson throws only JsonErrors.
    report(`${path} is ${(error as Error).message}`);
    return [];
  }
  // JSON.parse keeps only the last of them. JSON is also YAML.
  if (parseDocument(text).errors.some(({ code }) => code === 'DUPLICATE_KEY')) report(`${path} sets a name twice`);
  return Object.entries(parsed).flatMap(([name, value]: [string, unknown]): Pair[] => {
    if (typeof value !== 'object') return [[name, String(value)]];
    const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    report(`${path}.${name} must be a single value, not ${type}`);
    return [];
  });
}

function readPlainPairs(path: string, text: string, report: (message: string) => void): Pair[] {
  return text.split(',').flatMap((item, index): Pair[] => {
    const pair = item.trim();
    const at = pair.indexOf('=');
    if (at !== -1) return [[pair.slice(0, at), pair.slice(at + 1)]];
    const json = 'if a value contains commas, write a JSON object: {"NAME":"a,b"}';
    report(`entry ${index + 1} of ${path} must be NAME=value; ${json}`);
    return [];
  });
}
