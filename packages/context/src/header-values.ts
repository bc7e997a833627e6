// @compile-at-start
import { InvalidContextHeaderError } from './errors.ts';
import type { HeaderReader } from './invocation-headers.ts';

/** Reads a header that every invocation has. */
export function readRequired(read: HeaderReader, header: string): string {
  const value = read(header);
  if (value !== undefined) return value;
  throw new InvalidContextHeaderError(header, 'is missing: check that the response comes from the Runtime API');
}

/** Reads a header that holds a time, in ms since the epoch. */
export function readTime(read: HeaderReader, header: string): number | undefined {
  const value = read(header);
  if (value === undefined) return undefined;
  const time = Number(value);
  if (Number.isSafeInteger(time) && time >= 0) return time;
  throw new InvalidContextHeaderError(header, `must be a time in ms since the epoch, not "${value}"`);
}

/**
 * Reads a header that holds a JSON object; `null` counts as absent. Errors do not quote it, since it may hold secrets.
 */
export function readObject(read: HeaderReader, header: string): object | undefined {
  const json = read(header);
  return json === undefined ? undefined : parseObject(json, header);
}

// @compile-later
function parseObject(json: string, header: string): object | undefined {
  const value = parse(json);
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const kind = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  const problem =
    value === undefined ? `is not JSON (${json.length} characters)` : `must be a JSON object, not ${kind}`;
  throw new InvalidContextHeaderError(header, `${problem}: check that the response comes from the Runtime API`);
}

/**
 * Reads the header with the client context. The caller of Invoke decides what it holds: usually a JSON object, but any
 * JSON is passed on, and JSON that was encoded as base64 once too often is decoded. `null` counts as absent. Errors do
 * not quote it, since it may hold secrets.
 */
export function readClientContext(read: HeaderReader, header: string): unknown {
  const text = read(header);
  return text === undefined ? undefined : parseClientContext(text, header);
}

// @compile-later
function parseClientContext(text: string, header: string): unknown {
  let value = parse(text);
  if (value === undefined) value = parse(Buffer.from(text, 'base64').toString());
  if (value !== undefined) return value ?? undefined;
  throw new InvalidContextHeaderError(
    header,
    `is not JSON (${text.length} characters): callers of Invoke must send JSON, encoded as base64`,
  );
}

/** Returns undefined if the text is not JSON. */
// @compile-later
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
