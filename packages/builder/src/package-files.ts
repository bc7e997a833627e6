import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

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

/** The path of a template. */
export function templatePath(path: string): string {
  return fileURLToPath(new URL(`../templates/${path}`, import.meta.url));
}

/** The URL of the module that Node loads before a function to report what it loads. */
export function loadedFilesReporter(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./local/function/watch/report-loaded-files.${ending}`, import.meta.url).href;
}

/** The folder with the files of the console's page. */
export function consolePage(): URL {
  return new URL('../dist/console/', import.meta.url);
}
