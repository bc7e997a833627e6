import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkedPages } from './linked-pages.ts';
import { pagesOf, withPageLinks } from './page-links.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = [
  '# A',
  '| [not a page](docs/x.md) |',
  '## Documentation',
  '| page | about |\n| --- | --- |\n| [One](docs/one.md) | 1 |\n| [Two](docs/more/two.md) | see [One](docs/one.md) |',
].join('\n\n');

describe('the links at the end of a page', () => {
  const pages = pagesOf(readme);

  it('follow the order in which the README lists the pages', () => {
    expect(pages.map(({ title, path }) => [title, path])).toEqual([
      ['One', 'docs/one.md'],
      ['Two', 'docs/more/two.md'],
    ]);
  });

  it('lead to the next page, the previous one and the README', () => {
    expect(withPageLinks('# One\n', 'docs/one.md', pages)).toBe(
      '# One\n\n---\n\n[**Next**: Two](more/two.md)\\\n[**Top**: Documentation](../README.md#documentation)\n',
    );
    expect(withPageLinks('# Two\n', 'docs/more/two.md', pages)).toContain('[**Previous**: One](../one.md)\\\n');
  });

  it('replace those that a page has', () => {
    const linked = withPageLinks('# One\n', 'docs/one.md', pages);
    expect(withPageLinks(linked, 'docs/one.md', pages)).toBe(linked);
  });

  it('leave a page as it is otherwise, with its lines that look like a divider', () => {
    const text = '# One\n\n```yaml\na: 1\n\n---\n\nb: 2\n```\n\n---\n\nThe end.\n';
    const linked = withPageLinks(text, 'docs/one.md', pages);
    expect(linked.startsWith(text)).toBe(true);
    expect(withPageLinks(linked, 'docs/one.md', pages)).toBe(linked);
  });
});

describe('the pages of the packages', () => {
  it('have up-to-date links: run `pnpm page-links`', () => {
    for (const [path, text] of linkedPages()) expect(readFileSync(path, 'utf8'), path).toBe(text);
  });

  it('are all listed in the README of their package', () => {
    const files = globSync('packages/*/docs/**/*.md', { cwd: ROOT }).map((path) => join(ROOT, path));
    expect(files.length).toBeGreaterThan(0);
    expect([...linkedPages().keys()].sort()).toEqual(files.sort());
  });
});
