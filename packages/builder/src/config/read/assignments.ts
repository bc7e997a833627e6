import { parseEnv } from 'node:util';
import { formatPlace, type Place, type Problem } from '../problem.ts';
import type { WrittenText } from './setting.ts';

/** One `NAME=value` of a file; its place is the value's. */
export interface Assignment extends WrittenText {
  readonly name: string;
}

/**
 * The assignments in a file of `NAME=value` lines, with comments, quotes (over several lines, too) and `export` as in a
 * shell, and make's `NAME ?= value`. What is none of these, or sets a name again, goes to `problems`.
 */
export function readAssignments(text: string, file: string, problems: Problem[]): Assignment[] {
  const assignments = new Map<string, Assignment>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const at = (column: number): Place => ({ file, line: index + 1, column });
    const report = (place: Place, message: string) => problems.push({ place, message });
    const match = /^(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[?:]?=\s*)(.*)$/.exec(line);
    if (match === null) {
      report(at(1), `"${line.trim()}" is not an assignment: it must be NAME=value`);
      continue;
    }
    const [, before = '', name = '', begin = ''] = match;
    const place = at(before.length + 1);
    const value = wholeValue(begin, lines.slice(index + 1));
    if (typeof value !== 'string') {
      report(place, value.fault);
      continue;
    }
    index += value.split('\n').length - 1;
    const first = assignments.get(name);
    if (first === undefined) assignments.set(name, { name, text: parseEnv(`value=${value}`).value ?? '', place });
    else report(place, `${name} is set a second time: it is set at ${formatPlace(first.place)} already`);
  }
  return [...assignments.values()];
}

/** A value to its end, which is lines below where its quote is closed there; or what is wrong with it. */
function wholeValue(begin: string, below: readonly string[]): string | { readonly fault: string } {
  const quote = /^["'`]/.exec(begin)?.[0];
  if (quote === undefined) return begin;
  const whole = [begin, ...below].join('\n');
  const end = whole.indexOf(quote, 1);
  if (end === -1) return { fault: `the value has no closing ${quote}` };
  const [rest = ''] = whole.slice(end + 1).split('\n');
  if (/^\s*(#|$)/.test(rest)) return whole.slice(0, end + 1);
  return {
    fault: `the value goes on behind its closing ${quote}: one with ${quote} in it needs quotes of another kind`,
  };
}
