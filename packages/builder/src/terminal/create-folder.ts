import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder, and those that it is in. Returns whether it is new.
 *
 * @throws {Error} the operating system does not allow it
 */
export function createFolder(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  createFolder(dirname(folder));
  // Node's option `recursive` would never end in /proc.
  mkdirSync(folder);
  return true;
}
