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
  if (json === undefined) return undefined;
  const value = parse(header, json);
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const kind = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  throw new InvalidContextHeaderError(
    header,
    `must be a JSON object, not ${kind}: check what the caller of Invoke sends`,
  );
}

function parse(header: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidContextHeaderError(
      header,
      `is not JSON (${json.length} characters): callers of Invoke must send a JSON object, encoded as base64 only once`,
    );
  }
}
