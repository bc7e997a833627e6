import { posix } from 'node:path';

/** A link of a page that leads nowhere. */
export interface DeadLink {
  readonly page: string;
  readonly link: string;
  readonly reason: string;
}

/** Files and folders by their path from the root of the repository; `read` returns the text of a page. */
export interface Repository {
  exists(path: string): boolean;
  read(path: string): string;
}

/** The links of a page to files, folders and headings that do not exist. Links to other sites are not followed. */
export function deadLinksOf(page: string, { exists, read }: Repository): readonly DeadLink[] {
  return linksOf(read(page)).flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
    if (!exists(target)) return [{ page, link, reason: `${target} does not exist` }];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchorsOf(read(target)).has(anchor) ? [] : [{ page, link, reason: `${target} has no such heading` }];
  });
}

/** The targets of links and images in a text: inline, by reference, and as HTML. */
export function linksOf(markdown: string): readonly string[] {
  const prose = withoutCode(markdown);
  const patterns = [/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g, /^ {0,3}\[[^\]]+\]: +(\S+)/gm, /(?:href|src)="([^"]+)"/g];
  return patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, link = '']) => link));
}

/** The anchors that GitHub gives to the headings of a page. The second of two equal headings gets a number. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutBlocks(markdown).matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)) {
    const anchor = slugOf(title);
    const free = [anchor, ...Array.from(anchors, (_, index) => `${anchor}-${index + 1}`)].find(
      (candidate) => !anchors.has(candidate),
    );
    anchors.add(free ?? anchor);
  }
  return anchors;
}

/** Letters, digits, hyphens and underscores stay, and a space becomes a hyphen. */
function slugOf(title: string): string {
  const text = title.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
}

function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^( *)(```+|~~~+)[\s\S]*?^ *\2[`~]* *$/gm, '');
}
