import { createHash } from 'node:crypto';

/**
 * Files that belong to the tool say so in their first line, with a digest of the rest: so an upgrade knows what it may
 * replace, and what somebody has changed.
 */
const marker = /^(?:#|\/\/) Belongs to alr-builder \(([0-9a-f]{12})\)[^\n]*\n/;

/** What is known of a file that an upgrade would replace. */
export type Ownership =
  /** As some version of the tool has written it. */
  | 'ours'
  /** The tool's, but changed since. */
  | 'changed'
  /** Somebody else's, or made so by removing the marker. */
  | 'theirs';

/** The text with the line that says that it belongs to the tool. */
export function markOwned(text: string, path: string): string {
  const comment = /\.m?js$/.test(path) ? '//' : '#';
  const advice = '"alr-builder install" replaces it. To make the file yours, remove this line.';
  return `${comment} Belongs to alr-builder (${digest(text)}): ${advice}\n${text}`;
}

/** Whose a file is, by its text. */
export function ownershipOf(text: string): Ownership {
  const found = marker.exec(text);
  if (found === null) return 'theirs';
  return found[1] === digest(text.slice(found[0].length)) ? 'ours' : 'changed';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
