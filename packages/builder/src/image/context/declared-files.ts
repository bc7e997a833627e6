import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The files and folders that `alr.files` of a project's package.json declares as read by the function. */
export function declaredFiles(directory: string): string[] {
  try {
    const { alr } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { alr?: { files?: string[] } };
    return (alr?.files ?? []).map((path) => resolve(directory, path));
  } catch {
    // The build reports a manifest that is missing or invalid.
    return [];
  }
}
