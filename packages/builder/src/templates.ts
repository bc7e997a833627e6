import { readFile } from 'node:fs/promises';

/** The text of a template file, by its path in `templates/`. This module lies one level below it, as its bundle does. */
export function readTemplate(path: string): Promise<string> {
  return readFile(new URL(`../templates/${path}`, import.meta.url), 'utf8');
}
