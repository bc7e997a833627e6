import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

const REPOSITORY = join(import.meta.dirname, '..');
/** Its samples are one project, which testing-page.test.ts runs. */
const TESTING_PAGE = 'packages/builder/docs/local/testing.md';
/** Inside this package, so that imports of all packages resolve. */
const FOLDER = join(import.meta.dirname, 'reports', 'readme');
const compilerOptions = { noEmit: true, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false };

/** The examples, and the folders that are an example as a whole. */
async function allExamples(): Promise<string[]> {
  const files = globSync('{events,functions,http}/*.ts', { cwd: import.meta.dirname });
  const folders = (await readdir(import.meta.dirname, { withFileTypes: true })).flatMap((entry) =>
    entry.isDirectory() && !/^(\.turbo|node_modules|reports|events|functions|http)$/.test(entry.name)
      ? [entry.name]
      : [],
  );
  return [...files.filter((path) => !path.endsWith('.test.ts')).map((path) => path.replaceAll('\\', '/')), ...folders];
}

/** The samples in TypeScript, by page. Other tests cover those of the runtime, and those that run. */
async function pagesWithSamples(): Promise<[path: string, samples: string[]][]> {
  const pages = globSync('packages/{builder,event,context,writer}/{README,docs/**/*}.md', { cwd: REPOSITORY })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== TESTING_PAGE)
    .sort();
  const samples = pages.map(async (path): Promise<[string, string[]]> => {
    const text = await readFile(join(REPOSITORY, path), 'utf8');
    return [path, [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')];
  });
  return (await Promise.all(samples)).filter(([, codes]) => codes.length > 0);
}

const pages = await pagesWithSamples();

describe('the documentation', () => {
  it('of the examples lists all of them, and nothing else', async () => {
    const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    const examples = await allExamples();
    expect(links).toEqual(expect.arrayContaining(examples));
    expect(links.filter((path) => !examples.includes(path) && !path.startsWith('unit-tests/'))).toEqual([]);
  });

  it.each(pages)('%s has samples that compile with strict settings', async (path, samples) => {
    const folder = join(FOLDER, path.replaceAll(/\W+/g, '-'));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    // Later samples import the first one as app.ts.
    await Promise.all(samples.map((code, i) => writeFile(join(folder, i === 0 ? 'app.ts' : `sample-${i}.ts`), code)));
    const config = { extends: '../../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await run('tsc', ['-p', folder]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it('has samples for each package', () => {
    const packages = new Set(pages.map(([path]) => path.split('/')[1]));
    expect([...packages].sort()).toEqual(['builder', 'context', 'event', 'writer']);
  });
});
