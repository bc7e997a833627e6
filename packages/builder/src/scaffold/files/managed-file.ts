import { createHash } from 'node:crypto';

/**
 * The first line of a file that the tool manages. Its digest of the rest shows whether the user has changed the file,
 * so an upgrade knows whether to keep a copy. Version 1.0.0 wrote "Belongs to".
 */
const marker = /^(?:#|\/\/) (?:Managed by|Belongs to) alr-builder \(([0-9a-f]{12})\)[^\n]*\n/;

/** How a file in the place of a managed one relates to what the tool wrote. */
export type ManagedState =
  /** As some version of the tool wrote it. */
  | 'unmodified'
  /** Written by the tool, and changed since. */
  | 'modified'
  /** The user's: it has no marker, or the user has removed it. */
  | 'unmanaged';

/** Adds the marker to the text of a managed file. */
export function markManaged(text: string, path: string): string {
  const comment = /\.[cm]?js$/.test(path) ? '//' : '#';
  const advice = '"alr-builder install" upgrades this file. To make it yours, remove this line.';
  return `${comment} Managed by alr-builder (${digest(text)}): ${advice}\n${text}`;
}

/** The state of a file, by its marker. */
export function managedState(text: string): ManagedState {
  const found = marker.exec(text);
  if (found === null) return 'unmanaged';
  return found[1] === digest(text.slice(found[0].length)) ? 'unmodified' : 'modified';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
