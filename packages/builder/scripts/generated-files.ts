import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchema } from '../src/config/json-schema.ts';
import { apiPage } from './api-page.ts';
import { commandList } from './command-list.ts';
import { keyList } from './key-list.ts';
import { permissionList } from './permission-list.ts';

/** The content of `lambda.schema.json`. */
export function schemaFile(): string {
  return `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;
}

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The generated parts of pages, by name: each is between `<!-- NAME -->` and `<!-- /NAME -->`. */
const parts: Readonly<Record<string, () => string>> = {
  commands: () => commandList({ isRare: false }),
  'other-commands': () => commandList({ isRare: true }),
  keys: keyList,
  permissions: permissionList,
};

/** The names of the generated parts. */
export const generatedParts = Object.keys(parts);

/** The pages that are generated as a whole. */
const wholePages: Readonly<Record<string, () => string>> = { 'docs/local/console-api.md': apiPage };

/** What follows are the links to other pages, which `pnpm page-links` writes. */
const DIVIDER = '\n---\n';

/** The README and the pages of the documentation, by path, with up-to-date generated parts. */
export function documentation(read: (path: string) => string): ReadonlyMap<string, string> {
  const pages = globSync('docs/**/*.md', { cwd: PACKAGE }).map((path) => path.replaceAll('\\', '/'));
  return new Map(
    ['README.md', ...pages].map((path) => {
      const text = read(path);
      const [, links = ''] = text.split(DIVIDER);
      const whole = wholePages[path];
      return [path, whole === undefined ? withGeneratedParts(text) : `${whole()}${DIVIDER}${links}`];
    }),
  );
}

function withGeneratedParts(page: string): string {
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`),
        (_, start, end) => `${start}\n\n${part()}\n\n${end}`,
      ),
    page,
  );
}
