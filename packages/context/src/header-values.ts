import { InvalidContextHeaderError } from './invalid-context-header-error.ts';
import type { HeaderReader } from './invocation-headers.ts';

/** Reads a header that no invocation is without. */
export function readRequired(read: HeaderReader, header: string): string {
  const value = read(header);
  if (value !== undefined) return value;
  throw new InvalidContextHeaderError(header, 'is missing: is what answers as the Runtime API one?');
}

/** Reads a header that holds a time, in ms since the epoch. */
export function readTime(read: HeaderReader, header: string): number | undefined {
  const value = read(header);
  if (value === undefined) return undefined;
  const time = Number(value);
  if (Number.isSafeInteger(time) && time >= 0) return time;
  throw new InvalidContextHeaderError(header, `must be a time in ms since the epoch, not "${value}"`);
}

/** Reads a header that holds a JSON object; `null` counts as absent. Errors don't quote it: it may hold secrets. */
export function readObject(read: HeaderReader, header: string): object | undefined {
  const json = read(header);
  if (json === undefined) return undefined;
  const value = parse(header, json);
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const kind = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  throw new InvalidContextHeaderError(header, `must be a JSON object, not ${kind}: let its sender send one`);
}

function parse(header: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidContextHeaderError(
      header,
      `is not JSON (its length is ${json.length}): it must be a JSON object, which callers of Invoke encode as base64 once`,
    );
  }
}
