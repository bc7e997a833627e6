import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

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

describe('the README', () => {
  it('of the examples lists all of them, and nothing else', async () => {
    const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    const examples = await allExamples();
    expect(links).toEqual(expect.arrayContaining(examples));
    expect(links.filter((path) => !examples.includes(path) && !path.startsWith('unit-tests/'))).toEqual([]);
  });

  const packages = ['builder', 'event', 'context', 'writer'];
  it.each(packages)('of @alr/%s has samples that compile with strict settings', async (name) => {
    const readme = await readFile(join(import.meta.dirname, '..', 'packages', name, 'README.md'), 'utf8');
    const samples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
    expect(samples).not.toEqual([]);
    const folder = join(FOLDER, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    // Later samples import the first one as app.ts.
    await Promise.all(samples.map((code, i) => writeFile(join(folder, i === 0 ? 'app.ts' : `sample-${i}.ts`), code)));
    const config = { extends: '../../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await run('tsc', ['-p', folder]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });
});
