import { createHash } from 'node:crypto';

/** Replaces the end of a name that is too long with a digest of the whole name. */
export function shorten(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : `${name.slice(0, maxLength - 9)}-${digest(name)}`;
}

/** A short digest of a text in hexadecimal digits. */
export function digest(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
