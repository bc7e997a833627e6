import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pagesOf, withPageLinks } from './page-links.ts';

const ROOT = join(import.meta.dirname, '..');

/** All pages of packages that have some, by path, with up-to-date links to the next ones. */
export function linkedPages(): ReadonlyMap<string, string> {
  const texts = globSync('packages/*/docs', { cwd: ROOT }).flatMap((docs) => {
    const folder = join(ROOT, dirname(docs));
    const pages = pagesOf(readFileSync(join(folder, 'README.md'), 'utf8'));
    return pages.map(({ path }): [string, string] => {
      const file = join(folder, path);
      return [file, withPageLinks(readFileSync(file, 'utf8'), path, pages)];
    });
  });
  return new Map(texts);
}
