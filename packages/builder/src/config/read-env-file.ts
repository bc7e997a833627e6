import { parseEnv } from 'node:util';
import { closeTo } from './did-you-mean.ts';
import { type KeyPath, keyAt, keyPaths } from './keys.ts';
import type { Place, Problem } from './problem.ts';
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
      settings.set(path, value === '' ? { kind: 'unset', place } : readSetting(path, { text: value, place }));
    } else if (!otherVariables.includes(name)) {
      const meant = closeTo(name, [...pathOfVariable.keys()]);
      if (meant === undefined) warnings.push({ place, message: `${name} is not a variable of the configuration` });
      else problems.push({ place, message: `${name} is not a variable of the configuration; did you mean ${meant}?` });
    }
  }
  return { place: { file, line: 0, column: 0 }, isReadable: true, settings, sections: new Map(), problems, warnings };
}

/** One `NAME=value` of a file; its place is the value's. */
export interface Assignment extends WrittenText {
  readonly name: string;
}

/**
 * The assignments in a file of `NAME=value` lines, with comments, quotes and `export` as in a shell, and make's
 * `NAME ?= value` too. Lines that are none of these go to `problems`.
 */
export function readAssignments(text: string, file: string, problems: Problem[]): Assignment[] {
  const assignments: Assignment[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = /^(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[?:]?=\s*)(.*)$/.exec(line);
    const at = (column: number): Place => ({ file, line: index + 1, column });
    if (match === null) {
      problems.push({ place: at(1), message: `"${line.trim()}" is not an assignment: it must be NAME=value` });
      continue;
    }
    const [, before = '', name = '', value = ''] = match;
    assignments.push({ name, text: parseEnv(`value=${value}`).value ?? '', place: at(before.length + 1) });
  }
  return assignments;
}

function readSetting(path: KeyPath, written: WrittenText): Setting {
  switch (keyAt(path).type) {
    case 'list':
      return { kind: 'list', items: splitAtCommas(written), place: written.place };
    case 'map':
      return { kind: 'map', entries: readPairs(written), place: written.place };
    default:
      return { kind: 'text', ...written };
  }
}

function splitAtCommas({ text, place }: WrittenText): WrittenText[] {
  return text.split(',').map((item) => ({ text: item.trim(), place }));
}

function readPairs(written: WrittenText): Map<string, WrittenText> {
  const pairs = jsonPairs(written.text) ?? splitAtCommas(written).map(({ text }) => splitAtEquals(text));
  return new Map(pairs.map(([name, text]) => [name, { text, place: written.place }]));
}

function jsonPairs(text: string): [string, string][] | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>; // an object: it begins with a brace
    return Object.entries(parsed).map(([name, value]) => [name, String(value)]);
  } catch {
    return undefined; // not JSON, so its first name gets the brace, and is refused with the place
  }
}

function splitAtEquals(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
