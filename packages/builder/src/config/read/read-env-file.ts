import { type KeyPath, keyAt, keyPaths } from '../keys/keys.ts';
import type { Problem } from '../problem.ts';
import { readAssignments } from './assignments.ts';
import { closeTo } from './did-you-mean.ts';
import type { ConfigurationFile, Setting, WrittenText } from './setting.ts';

const pathOfVariable: ReadonlyMap<string, KeyPath> = new Map(keyPaths.map((path) => [keyAt(path).env, path]));

/** Variables that the original's make fragments take from `lambda.env`, and that are no settings of a project. */
const otherVariables: readonly string[] = ['PAYLOAD'];

/** Reads the text of a `lambda.env`; `file` is the name that its problems carry. */
export function readEnvFile(text: string, file: string): ConfigurationFile {
  const settings = new Map<KeyPath, Setting>();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];

  for (const { name, text: value, place } of readAssignments(text, file, problems)) {
    const path = pathOfVariable.get(name);
    if (path !== undefined) {
      settings.set(path, value === '' ? { kind: 'unset', place } : readSetting(path, { text: value, place }, problems));
    } else if (!otherVariables.includes(name)) {
      const meant = closeTo(name, [...pathOfVariable.keys()]);
      if (meant === undefined) warnings.push({ place, message: `${name} is not a variable of the configuration` });
      else problems.push({ place, message: `${name} is not a variable of the configuration; did you mean ${meant}?` });
    }
  }
  return { place: { file, line: 0, column: 0 }, isReadable: true, settings, sections: new Map(), problems, warnings };
}

function readSetting(path: KeyPath, written: WrittenText, problems: Problem[]): Setting {
  switch (keyAt(path).type) {
    case 'list':
      return { kind: 'list', items: splitAtCommas(written), place: written.place };
    case 'map':
      return { kind: 'map', entries: readPairs(written, problems), place: written.place };
    default:
      return { kind: 'text', ...written };
  }
}

function splitAtCommas({ text, place }: WrittenText): WrittenText[] {
  return text.split(',').map((item) => ({ text: item.trim(), place }));
}

/** The entries of a map: a JSON object, or `NAME=value` pairs with commas between. */
function readPairs(written: WrittenText, problems: Problem[]): Map<string, WrittenText> {
  const { text, place } = written;
  const report = (message: string) => problems.push({ place, message });
  const pairs = text.startsWith('{')
    ? jsonPairs(text, report)
    : splitAtCommas(written).flatMap((pair) => splitAtEquals(pair.text, report));
  return new Map(pairs.map(([name, value]) => [name, { text: value, place }]));
}

function jsonPairs(text: string, report: (message: string) => void): [string, string][] {
  try {
    // an object: it begins with a brace
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return Object.entries(parsed).flatMap(([name, value]): [string, string][] => {
      if (typeof value !== 'object') return [[name, String(value)]];
      report(`${name} must be one value, not ${JSON.stringify(value)}`);
      return [];
    });
  } catch (error) {
    // JSON.parse throws nothing else
    report(`not valid JSON: ${(error as Error).message}`);
    return [];
  }
}

function splitAtEquals(text: string, report: (message: string) => void): [string, string][] {
  const at = text.indexOf('=');
  if (at !== -1) return [[text.slice(0, at), text.slice(at + 1)]];
  report(`"${text}" must be NAME=value; with commas in a value, write a JSON object: {"NAME":"a,b"}`);
  return [];
}
