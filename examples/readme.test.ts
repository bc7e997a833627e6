import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** Inside this package, so that imports of all packages resolve. */
const FOLDER = join(import.meta.dirname, 'reports', 'readme');
const compilerOptions = { noEmit: true, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false };

describe('the README', () => {
  it.each(['event', 'context', 'writer'])('of @alr/%s has samples that compile with strict settings', async (name) => {
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
