import { malformedAnswer } from './errors.ts';

/** A whole head. Above all, no value holds a line end: it may be sent back in a request. */
const HEAD = /^HTTP\/1\.[01] [1-5]\d\d(?: [\t -~\x80-\uffff]*)?(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\uffff]*)*$/;
/** Neither a folded line (it starts with a blank) nor a blank before the colon may be read as a field. */
const field = /^[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\uffff]*$/;

/** Headers by name. Made by a class, V8 gives those of every answer the same form; an object without a prototype would be a hash table each. */
class Fields {
  [name: string]: string | undefined;
}
Object.setPrototypeOf(Fields.prototype, null);
Reflect.deleteProperty(Fields.prototype, 'constructor');

/** @throws {ApiConnectionError} it isn't a status line with headers */
export function checkHead(head: string): void {
  if (HEAD.test(head)) return;
  const [statusLine = '', ...lines] = head.split('\r\n');
  if (!HEAD.test(statusLine)) throw malformedAnswer(`the status line ${JSON.stringify(statusLine.slice(0, 100))}`);
  throw notAField(lines.find((line) => !field.test(line)) ?? '');
}

/** The status of a checked head. */
export function statusOf(head: string): number {
  return Number(head.slice('HTTP/1.x '.length, 'HTTP/1.x 200'.length));
}

/** @throws {ApiConnectionError} the line isn't a header */
export function checkField(line: string): void {
  if (!field.test(line)) throw notAField(line);
}

function notAField(line: string): Error {
  return malformedAnswer(`the header ${JSON.stringify(line.slice(0, 100))}`);
}

/**
 * The headers of a checked head, by lower-case name. The values of a repeated one are joined by commas.
 * @throws {ApiConnectionError} it tells two lengths of its body
 */
export function parseFields(head: string): Record<string, string | undefined> {
  const fields = new Fields();
  for (let end = head.indexOf('\r\n'); end !== -1; ) {
    const start = end + 2;
    end = head.indexOf('\r\n', start);
    const colon = head.indexOf(':', start);
    const value = head.slice(head[colon + 1] === ' ' ? colon + 2 : colon + 1, end === -1 ? head.length : end);
    addField(fields, lowerCaseOf(head.slice(start, colon)), value.trim());
  }
  return fields;
}

function addField(fields: Fields, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (name !== 'content-length') fields[name] = `${before}, ${value}`;
  else if (before !== value) throw malformedAnswer('two Content-Length headers that differ');
}

/** Answers have the same names again and again, which are not made anew each time. */
const lowerCaseNames = new Map<string, string>();
const MAX_NAMES = 100;

function lowerCaseOf(name: string): string {
  const known = lowerCaseNames.get(name);
  if (known !== undefined) return known;
  const lowerCase = name.toLowerCase();
  // As a copy: a part of a text keeps the whole of it in memory.
  if (lowerCaseNames.size < MAX_NAMES) lowerCaseNames.set(Buffer.from(name).toString(), lowerCase);
  return lowerCase;
}
