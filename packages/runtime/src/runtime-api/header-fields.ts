// @compile-at-start
import { malformedResponse } from './errors.ts';

/** A complete head. A value must not contain a line break, because the runtime may send it back in a request. */
const headPattern =
  /^HTTP\/1\.[01] [1-5]\d\d(?: [\t -~\x80-\uffff]*)?(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\uffff]*)*$/;
/** Must not match a folded line, which starts with a space, or a name with a space before the colon. */
const fieldPattern = /^[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\uffff]*$/;

/**
 * Headers by name. Instances of a class share one hidden class in V8. An object created without a prototype would be a
 * hash table instead.
 */
class Fields {
  [name: string]: string | undefined;
}
Object.setPrototypeOf(Fields.prototype, null);
Reflect.deleteProperty(Fields.prototype, 'constructor');

/** @throws {ApiConnectionError} the head is not a status line with headers */
export function checkHead(head: string): void {
  if (!headPattern.test(head)) throw malformedHead(head);
}

// @compile-later
function malformedHead(head: string): Error {
  const [statusLine = '', ...lines] = head.split('\r\n');
  if (!headPattern.test(statusLine))
    return malformedResponse(`the status line ${JSON.stringify(statusLine.slice(0, 100))}`);
  return malformedField(lines.find((line) => !fieldPattern.test(line)) ?? '');
}

/** Reads the status of a checked head. */
export function parseStatus(head: string): number {
  return Number(head.slice('HTTP/1.x '.length, 'HTTP/1.x 200'.length));
}

/** @throws {ApiConnectionError} the line is not a header */
// @compile-later
export function checkField(line: string): void {
  if (!fieldPattern.test(line)) throw malformedField(line);
}

// @compile-later
function malformedField(line: string): Error {
  return malformedResponse(`the header ${JSON.stringify(line.slice(0, 100))}`);
}

/**
 * Parses the headers of a checked head, by lower-case name. The values of a repeated header are joined by commas.
 * @throws {ApiConnectionError} it has two different lengths of the body
 */
export function parseFields(head: string): Record<string, string | undefined> {
  const fields = new Fields();
  for (let end = head.indexOf('\r\n'); end !== -1; ) {
    const start = end + 2;
    end = head.indexOf('\r\n', start);
    const colon = head.indexOf(':', start);
    const value = head.slice(head[colon + 1] === ' ' ? colon + 2 : colon + 1, end === -1 ? head.length : end);
    addField(fields, toLowerCase(head.slice(start, colon)), value.trim());
  }
  return fields;
}

function addField(fields: Fields, name: string, value: string): void {
  const previous = fields[name];
  if (previous === undefined) fields[name] = value;
  else if (name !== 'content-length') fields[name] = `${previous}, ${value}`;
  else if (previous !== value) throw malformedResponse('two different Content-Length headers');
}

/** A cache, because all responses have the same header names. */
const lowerCaseNames = new Map<string, string>();
const MAX_NAMES = 100;

function toLowerCase(name: string): string {
  const cached = lowerCaseNames.get(name);
  if (cached !== undefined) return cached;
  const lowerCase = name.toLowerCase();
  // The key is a copy, because a substring keeps the whole string in memory.
  if (lowerCaseNames.size < MAX_NAMES) lowerCaseNames.set(Buffer.from(name).toString(), lowerCase);
  return lowerCase;
}
