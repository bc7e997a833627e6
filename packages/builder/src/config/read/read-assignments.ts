import type { RawText } from './configuration-file.ts';
import { formatLocation, type Location, type Problem } from './problem.ts';

/** A line `NAME=value`; its location is that of the value. */
export interface Assignment extends RawText {
  readonly name: string;
}

/** The content of a file of assignments. */
export interface Assignments {
  readonly assignments: readonly Assignment[];
  /** False if a quote is not closed: then it is unknown what the rest of the file sets. */
  readonly isComplete: boolean;
}

const assignmentStart = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*[?:]?=[ \t]*/y;
const quoted = /"([^"\\]*(?:\\.[^"\\]*)*)"|'([^']*)'|`([^`]*)`/sy;

/**
 * Reads a file of `NAME=value` lines, with the syntax in docs/configuration.md. Lines that are not assignments, and
 * names set twice, go to `problems`. No problem contains the text of a line: it may be a secret.
 */
export function readAssignments(content: string, file: string, problems: Problem[]): Assignments {
  const text = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const assignments = new Map<string, Assignment>();
  let line = 1;
  for (let offset = 0; offset < text.length; line += 1) {
    const end = endOfLine(text, offset);
    const start = offset;
    offset = end + 1;
    if (/^\s*(#|$)/.test(text.slice(start, end))) continue;
    const report = (location: Location, message: string) => problems.push({ location, message });
    const match = matchAt(assignmentStart, text, start);
    if (match?.[1] === undefined) {
      report({ file, line, column: 1 }, NOT_AN_ASSIGNMENT);
      continue;
    }
    const [before, name] = match;
    const location = { file, line, column: before.length + 1 };
    const value = readValue(text, start + before.length);
    if (value === undefined) {
      report(
        location,
        `the value of ${name} has no closing quote; to start a text with a quote, put it in other quotes`,
      );
      return { assignments: [...assignments.values()], isComplete: false };
    }
    // A quoted value may end several lines below.
    line += text.slice(end, value.end).split('\n').length - 1;
    offset = value.end + 1;
    const problem = problemOf(name, value, assignments.get(name)?.location);
    if (problem === undefined) assignments.set(name, { name, text: value.text, location });
    else report(location, problem);
  }
  return { assignments: [...assignments.values()], isComplete: true };
}

const NOT_AN_ASSIGNMENT =
  'this line is not an assignment: it must be NAME=value, with letters, digits and "_" in the name, and with quotes ' +
  'around a value of several lines';

interface AssignedValue {
  readonly text: string;
  /** The end of the line that the value ends on. */
  readonly end: number;
  /** Whether text follows the closing quote. */
  readonly continues: boolean;
}

/** Reads the value that starts here; undefined if its quote is not closed. */
function readValue(text: string, start: number): AssignedValue | undefined {
  if (!/["'`]/.test(text.charAt(start))) {
    const end = endOfLine(text, start);
    const hasBlankBefore = /[ \t]/.test(text.charAt(start - 1));
    const line = `${hasBlankBefore ? ' ' : ''}${text.slice(start, end)}`;
    return { text: trimBlanks(line.replace(/[ \t]#.*/s, '')), end, continues: false };
  }
  const match = matchAt(quoted, text, start);
  if (match === undefined) return undefined;
  const [whole, inDoubleQuotes, inSingleQuotes, inBackticks] = match;
  const end = endOfLine(text, start + whole.length);
  const rest = text.slice(start + whole.length, end);
  const value = inSingleQuotes ?? inBackticks ?? resolveEscapes(inDoubleQuotes ?? '');
  return { text: value, end, continues: !/^[ \t]*($|[ \t]#)/.test(rest) };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

/** Resolves the escape sequences in double quotes. A backslash before any other character is one. */
function resolveEscapes(text: string): string {
  return text.replace(/\\([nr"\\])/g, (_, character: string) => escapes[character] ?? character);
}

function problemOf(name: string, { text, continues }: AssignedValue, first: Location | undefined): string | undefined {
  if (continues) {
    return `the value of ${name} continues after its closing quote: put the whole value in one kind of quotes`;
  }
  if (text.includes('\0')) return `the value of ${name} contains a null character, which no variable can contain`;
  return first && `${name} is already set at ${formatLocation(first)}`;
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}
