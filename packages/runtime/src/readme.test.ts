import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, '..');
/** Inside the package, so that imports of its peers resolve. A link resolves imports of the package itself. */
const FOLDER = join(PACKAGE, 'reports', 'readme');
const compilerOptions = { noEmit: true, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false };

let samples: readonly string[] = [];

beforeAll(async () => {
  const pages = globSync('{README,docs/*}.md', { cwd: PACKAGE }).sort();
  const texts = await Promise.all(pages.map((path) => readFile(join(PACKAGE, path), 'utf8')));
  samples = texts.flatMap((text) => [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? ''));
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(join(FOLDER, 'node_modules', '@alr'), { recursive: true });
  await symlink(PACKAGE, join(FOLDER, 'node_modules', '@alr', 'runtime'));
  await Promise.all(samples.map((code, i) => writeFile(join(FOLDER, `${i}.ts`), code)));
  const config = { extends: '../../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
});

describe('the documentation', () => {
  it('has samples that compile with strict settings', async () => {
    const { stdout } = await run('tsc', ['-p', FOLDER]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
    expect(samples.length).toBeGreaterThan(5);
  });

  it('has a sample test that passes', async () => {
    const test = samples.findIndex((code) => code.includes('node:test'));
    await run(process.execPath, ['--test', join(FOLDER, `${test}.ts`)]);
  });
});
