import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, deadLinksOf, linksOf, type Repository } from './markdown-links.ts';

const ROOT = join(import.meta.dirname, '..');
const repository: Repository = {
  exists: (path) => !path.startsWith('..') && existsSync(join(ROOT, path)),
  read: (path) => readFileSync(join(ROOT, path), 'utf8'),
};
/** A template has links of the project that it becomes a part of. */
const elsewhere = new Set(['node_modules', 'dist', 'reports', 'templates', '.git', '.turbo']);
const pages = globSync('**/*.md', { cwd: ROOT, exclude: (path) => elsewhere.has(basename(path)) })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

function files(texts: Readonly<Record<string, string>>): Repository {
  return { exists: (path) => path in texts, read: (path) => texts[path] ?? '' };
}

describe('the links of a page', () => {
  it('are found inline, by reference, in images and in HTML, but not in code', () => {
    const text = [
      '[one](a.md#b) and ![two](c.png "title") and [three][ref], `[no](d.md)`',
      '```md\n[no](e.md)\n```',
      '[ref]: f.md',
      '<img src="g.svg">',
    ].join('\n\n');
    expect(linksOf(text)).toEqual(['a.md#b', 'c.png', 'f.md', 'g.svg']);
  });

  it('are dead if the file or the heading does not exist', () => {
    const dead = deadLinksOf(
      'docs/a.md',
      files({
        'docs/a.md': '# A\n[1](b.md) [2](b.md#the-b) [3](#a) [4](c.md) [5](b.md#c) [6](#b) [7](https://example.org/#x)',
        'docs/b.md': '## The `B`\n',
      }),
    );
    expect(dead.map(({ link }) => link)).toEqual(['c.md', 'b.md#c', '#b']);
  });

  it.each([
    ['Files of variables', 'files-of-variables'],
    ['`trigger` of type s3-sqs, s3-direct', 'trigger-of-type-s3-sqs-s3-direct'],
    ['`GET /api/queues/{name}`', 'get-apiqueuesname'],
    ['What is `a_b`?', 'what-is-a_b'],
    ['The [bundle](b.md)', 'the-bundle'],
  ])('lead to the heading "%s" with #%s', (heading, anchor) => {
    expect([...anchorsOf(`## ${heading}\n`)]).toEqual([anchor]);
  });

  it('distinguish equal headings, and ignore comments in code', () => {
    expect([...anchorsOf('## A\n\n```sh\n# B\n```\n\n## A\n')]).toEqual(['a', 'a-1']);
  });
});

describe('the documentation', () => {
  it('has pages', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'packages/builder/docs/deploy.md']));
  });

  it('lists all pages of its folder', () => {
    const links = linksOf(repository.read('docs/README.md'));
    const files = globSync('*.md', { cwd: join(ROOT, 'docs') }).filter((name) => name !== 'README.md');
    expect(links).toEqual(expect.arrayContaining(files));
  });

  it.each(pages)('has no dead link: %s', (page) => {
    expect(deadLinksOf(page, repository)).toEqual([]);
  });
});
