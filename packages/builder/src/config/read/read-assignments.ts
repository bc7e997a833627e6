import { parseEnv } from 'node:util';
import type { RawText } from './configuration-file.ts';
import { formatLocation, type Location, type Problem } from './problem.ts';

/** A line `NAME=value`; its location is that of the value. */
export interface Assignment extends RawText {
  readonly name: string;
}

/**
 * Reads a file of `NAME=value` lines. As in a shell, it may contain comments, quoted values (of several lines, too) and
 * `export`; as in a Makefile, `NAME ?= value`. Lines that are neither, and names set twice, go to `problems`.
 */
export function readAssignments(text: string, file: string, problems: Problem[]): Assignment[] {
  const assignments = new Map<string, Assignment>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const at = (column: number): Location => ({ file, line: index + 1, column });
    const report = (location: Location, message: string) => problems.push({ location, message });
    const match = /^(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[?:]?=\s*)(.*)$/.exec(line);
    if (match === null) {
      report(at(1), `"${line.trim()}" is not an assignment: it must be NAME=value`);
      continue;
    }
    const [, before = '', name = '', start = ''] = match;
    const location = at(before.length + 1);
    const value = wholeValue(start, lines.slice(index + 1));
    if (typeof value !== 'string') {
      report(location, value.problem);
      continue;
    }
    index += value.split('\n').length - 1;
    const first = assignments.get(name);
    if (first === undefined) assignments.set(name, { name, text: parseEnv(`value=${value}`).value ?? '', location });
    else report(location, `${name} is already set at ${formatLocation(first.location)}`);
  }
  return [...assignments.values()];
}

/** The complete value, including its closing quote, which may be several lines below; or the problem with it. */
function wholeValue(start: string, below: readonly string[]): string | { readonly problem: string } {
  const quote = /^["'`]/.exec(start)?.[0];
  if (quote === undefined) return start;
  const whole = [start, ...below].join('\n');
  const end = whole.indexOf(quote, 1);
  if (end === -1) return { problem: `the value has no closing ${quote}` };
  const [rest = ''] = whole.slice(end + 1).split('\n');
  if (/^\s*(#|$)/.test(rest)) return whole.slice(0, end + 1);
  return {
    problem: `the value continues after its closing ${quote}: if it contains ${quote}, use another kind of quotes`,
  };
}
