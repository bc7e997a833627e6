import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

// Files of this package that are not bundled. They are found from here: src/ and dist/ both lie directly below its root.

/** The version of this package. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  // The manifest is our own, so its shape is known.
  return (manifest as { version: string }).version;
}

/** Reads a template by its path in `templates/`. */
export function readTemplate(path: string): Promise<string> {
  return readFile(new URL(`../templates/${path}`, import.meta.url), 'utf8');
}
