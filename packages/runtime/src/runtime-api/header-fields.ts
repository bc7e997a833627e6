import { malformedAnswer } from './errors.ts';

const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Line ends above all: a value may be sent back in a request. */
const UNFIT_FOR_A_VALUE = /[^\t -~\x80-\uffff]/;

/** Headers by name. Made by a class, V8 gives those of every answer the same form; an object without a prototype would be a hash table each. */
class Fields {
  [name: string]: string | undefined;
}
Object.setPrototypeOf(Fields.prototype, null);
Reflect.deleteProperty(Fields.prototype, 'constructor');

/**
 * Reads the headers of an answer, by lower-case name, from its head, in whose first line is the status. The values of a
 * repeated one are joined by commas.
 * @throws {ApiConnectionError} a line isn't a header
 */
export function parseFields(head: string): Record<string, string | undefined> {
  const fields = new Fields();
  for (let end = head.indexOf('\r\n'); end !== -1; ) {
    const start = end + 2;
    end = head.indexOf('\r\n', start);
    addField(fields, head, start, end === -1 ? head.length : end);
  }
  return fields;
}

/** @throws {ApiConnectionError} the line isn't a header */
export function checkField(line: string): void {
  addField(new Fields(), line, 0, line.length);
}

function addField(fields: Fields, text: string, start: number, end: number): void {
  const colon = text.indexOf(':', start);
  const name = lowerCaseOf(text.slice(start, Math.max(colon, start)));
  const value = text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1, end);
  // Neither a folded line (it starts with a blank) nor a blank before the colon may be read as a field.
  if (name === undefined || UNFIT_FOR_A_VALUE.test(value)) {
    throw malformedAnswer(`the header ${JSON.stringify(text.slice(start, end).slice(0, 100))}`);
  }
  const trimmed = value.trim();
  const before = fields[name];
  if (before === undefined) fields[name] = trimmed;
  else if (name !== 'content-length') fields[name] = `${before}, ${trimmed}`;
  else if (before !== trimmed) throw malformedAnswer('two Content-Length headers that differ');
}

/** Answers have the same names again and again, which are neither checked nor made anew each time. */
const lowerCaseNames = new Map<string, string>();
const MAX_NAMES = 100;

/** The name of a header in lower case; undefined where it can't be one. */
function lowerCaseOf(name: string): string | undefined {
  const known = lowerCaseNames.get(name);
  if (known !== undefined || !FIELD_NAME.test(name)) return known;
  const lowerCase = name.toLowerCase();
  // As a copy: a part of a text keeps the whole of it in memory.
  if (lowerCaseNames.size < MAX_NAMES) lowerCaseNames.set(Buffer.from(name).toString(), lowerCase);
  return lowerCase;
}
