import { malformedAnswer } from './errors.ts';

const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Line ends above all: a value may be sent back in a request. */
const UNFIT_FOR_A_VALUE = /[^\t -~\x80-\uffff]/;

/**
 * Reads the headers of an answer, by lower-case name, from its lines, of which the first is the status line. The values
 * of a repeated one are joined by commas.
 * @throws {ApiConnectionError} a line isn't a header
 */
export function parseFields(lines: readonly string[]): Record<string, string | undefined> {
  const fields: Record<string, string | undefined> = Object.create(null);
  for (let i = 1; i < lines.length; i++) {
    const [name, value] = parseField(lines[i] as string);
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (name !== 'content-length') fields[name] = `${before}, ${value}`;
    else if (before !== value) throw malformedAnswer('two Content-Length headers that differ');
  }
  return fields;
}

/** @throws {ApiConnectionError} the line isn't a header */
export function parseField(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  const value = line.slice(colon + 1);
  // Neither a folded line (it starts with a blank) nor a blank before the colon may be read as a field.
  if (!FIELD_NAME.test(name) || UNFIT_FOR_A_VALUE.test(value)) {
    throw malformedAnswer(`the header ${JSON.stringify(line.slice(0, 100))}`);
  }
  return [name, value.trim()];
}
