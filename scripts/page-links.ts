import { posix } from 'node:path';

/** A page of the documentation. */
interface Page {
  /** From the folder of the README. */
  readonly path: string;
  readonly title: string;
}

const HEADING = '## Documentation';
/** The links that an earlier run has written. */
const writtenLinks = /\n---\n\n(?:\[\*\*(?:Next|Previous|Top)\*\*: .*\n)+$/;

/** The pages in the README's tables, in the order in which they are read. */
export function pagesOf(readme: string): readonly Page[] {
  const tables = readme.slice(readme.indexOf(HEADING));
  return [...tables.matchAll(/^\| \[(.+?)\]\((docs\/[^)#]+)\)/gm)].map(([, title = '', path = '']) => ({
    title,
    path,
  }));
}

/** A page with up-to-date links at its end: to the next page, the previous one, and the README. */
export function withPageLinks(text: string, path: string, pages: readonly Page[]): string {
  const index = pages.findIndex((page) => page.path === path);
  const linkTo = (page: string) => posix.relative(posix.dirname(path), page);
  const links = Object.entries({ Next: pages[index + 1], Previous: pages[index - 1] }).flatMap(([word, page]) =>
    page === undefined ? [] : [`[**${word}**: ${page.title}](${linkTo(page.path)})`],
  );
  const lines = [...links, `[**Top**: Documentation](${linkTo('README.md')}#documentation)`];
  return `${text.replace(writtenLinks, '').trimEnd()}\n\n---\n\n${lines.join('\\\n')}\n`;
}
