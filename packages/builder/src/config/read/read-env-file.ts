import { type KeyPath, keyAt, keyPaths } from '../keys/keys.ts';
import type { ConfigurationFile, RawSetting, RawText } from './configuration-file.ts';
import { type Problem, wholeFile } from './problem.ts';
import { readAssignments } from './read-assignments.ts';
import { closestMatch } from './suggestions.ts';

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

  for (const { name, text: value, location } of readAssignments(text, file, problems)) {
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
  return { location: wholeFile(file), isReadable: true, settings, sections: new Map(), problems, warnings };
}

function readSetting(path: KeyPath, raw: RawText, problems: Problem[]): RawSetting {
  switch (keyAt(path).type) {
    case 'list':
      return { kind: 'list', items: splitAtCommas(raw), location: raw.location };
    case 'map':
      return { kind: 'map', entries: readPairs(raw, problems), location: raw.location };
    default:
      return { kind: 'text', ...raw };
  }
}

function splitAtCommas({ text, location }: RawText): RawText[] {
  return text.split(',').map((item) => ({ text: item.trim(), location }));
}

/** Reads the entries of a map: a JSON object, or `NAME=value` pairs separated by commas. */
function readPairs(raw: RawText, problems: Problem[]): Map<string, RawText> {
  const { text, location } = raw;
  const report = (message: string) => problems.push({ location, message });
  const pairs = text.startsWith('{')
    ? readJsonPairs(text, report)
    : splitAtCommas(raw).flatMap((pair) => splitAtEquals(pair.text, report));
  return new Map(pairs.map(([name, value]) => [name, { text: value, location }]));
}

function readJsonPairs(text: string, report: (message: string) => void): [string, string][] {
  try {
    // The text starts with a brace, so this is an object.
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return Object.entries(parsed).flatMap(([name, value]): [string, string][] => {
      if (typeof value !== 'object') return [[name, String(value)]];
      report(`${name} must be a single value, not ${JSON.stringify(value)}`);
      return [];
    });
  } catch (error) {
    // JSON.parse throws only SyntaxErrors.
    report(`not valid JSON: ${(error as Error).message}`);
    return [];
  }
}

function splitAtEquals(text: string, report: (message: string) => void): [string, string][] {
  const at = text.indexOf('=');
  if (at !== -1) return [[text.slice(0, at), text.slice(at + 1)]];
  report(`"${text}" must be NAME=value; if a value contains commas, write a JSON object: {"NAME":"a,b"}`);
  return [];
}
