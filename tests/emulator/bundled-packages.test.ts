import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { emulateIn } from './emulated-function.ts';

const manifest = JSON.stringify({ type: 'module', devDependencies: { rolldown: '1' } });

/** A function in TypeScript, with these packages in `node_modules`, others of these tests, and this source. */
async function emulateWith(files: Files, source: string, packages: readonly string[] = []) {
  const directory = await writeFunction({ 'package.json': manifest, 'src/app.ts': source, ...files });
  for (const name of ['rolldown', ...packages]) await linkPackage(name, directory);
  const emulated = await emulateIn(directory, { handler: 'src/app.handler', watch: true });
  return { ...emulated, directory };
}

/** The files of a package. */
function packageOf(name: string, { type = 'commonjs', files }: { type?: string; files: Files }): Files {
  const all = { 'package.json': JSON.stringify({ name, version: '1.0.0', type, main: 'index.js' }), ...files };
  return Object.fromEntries(Object.entries(all).map(([path, text]) => [`node_modules/${name}/${path}`, text]));
}

describe('a package that a function imports', () => {
  it.each([
    ['CommonJS in one file', packageOf('one', { files: { 'index.js': 'module.exports = (n) => n + 1;' } })],
    [
      'CommonJS with names',
      packageOf('one', {
        files: { 'index.js': 'exports.default = (n) => n + 1; exports.x = 1; exports.__esModule = true;' },
      }),
    ],
    [
      'CommonJS in several files',
      packageOf('one', {
        files: {
          'index.js': 'module.exports = require("./add.js")(1);',
          'add.js': 'module.exports = (a) => (b) => a + b;',
        },
      }),
    ],
    [
      'an ES module in one file',
      packageOf('one', { type: 'module', files: { 'index.js': 'export default (n) => n + 1; export const x = 1;' } }),
    ],
    [
      'an ES module that imports CommonJS',
      {
        ...packageOf('one', {
          type: 'module',
          files: { 'index.js': 'import two from "two"; export default (n) => two(n);' },
        }),
        ...packageOf('two', { files: { 'index.js': 'module.exports = (n) => n + 1;' } }),
      },
    ],
  ])('is %s', async (_, files) => {
    const source = `import one from 'one';
const add = one as unknown as ((n: number) => number) | { default(n: number): number };
export const handler = async (n: number): Promise<number> => (typeof add === 'function' ? add(n) : add.default(n));
`;
    await using emulated = await emulateWith(files, source);
    expect(await emulated.invoke(1)).toBe(2);
  });

  it('may be the X-Ray SDK, which is the one of @alr/runtime/xray', async () => {
    const source = `import AWSXRay from 'aws-xray-sdk-core';
import { capture } from '@alr/runtime/xray';
export const handler = async () => capture('work', (subsegment) => subsegment instanceof AWSXRay.Subsegment);
`;
    await using emulated = await emulateWith({}, source, ['aws-xray-sdk-core']);
    expect(await emulated.invoke()).toBe(true);
  });

  it('is imported by the function and by another package', async () => {
    const files = {
      ...packageOf('one', { files: { 'index.js': 'let calls = 0; module.exports = () => ++calls;' } }),
      ...packageOf('two', { files: { 'index.js': 'const one = require("one"); module.exports = () => one();' } }),
    };
    const source = `import one from 'one';
import two from 'two';
export const handler = async (): Promise<number[]> => [one(), two(), one()];
`;
    await using emulated = await emulateWith(files, source);
    expect(await emulated.invoke()).toEqual([1, 2, 3]);
  });
});

const MISSING_ENTRY = '/texts, but without the file for @shop/texts: build the package, or correct its package.json';

describe('a package of the workspace', () => {
  it('can be removed and come back, as when Git switches to another branch', async () => {
    const source = `import { text } from '@shop/texts';
export const handler = async (): Promise<string> => text;
`;
    const files: Files = {
      'texts/package.json': JSON.stringify({ name: '@shop/texts', type: 'module', exports: './src/index.ts' }),
      'texts/src/index.ts': 'export { text } from "./text";\n',
      'texts/src/text.ts': 'export const text: string = "first";\n',
    };
    const directory = await writeFunction({ 'package.json': manifest, 'src/app.ts': source, ...files });
    await linkPackage('rolldown', directory);
    const link = join(directory, 'node_modules/@shop/texts');
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(directory, 'texts'), link);
    await using emulated = await emulateIn(directory, { handler: 'src/app.handler', watch: true });
    expect(await emulated.invoke()).toBe('first');
    for (const [path, text] of [
      ['texts/src/index.ts', 'second'],
      ['texts/src/text.ts', 'third'],
    ] as const) {
      const before = emulated.events.length;
      const kept = await readFile(join(directory, path), 'utf8');
      await rm(join(directory, path));
      const later = () => emulated.events.slice(before).map(({ type }) => type);
      await expect.poll(later).toContain('build-failed');
      const message = emulated.events
        .slice(before)
        .map((event) => (event.type === 'build-failed' ? event.message : ''));
      expect(message.join('')).toContain(path.endsWith('index.ts') ? MISSING_ENTRY : "Could not resolve './text'");
      await writeFile(join(directory, 'texts/src/text.ts'), `export const text: string = "${text}";\n`);
      if (path !== 'texts/src/text.ts') await writeFile(join(directory, path), kept);
      await expect.poll(later).toContain('restarting');
      expect(await emulated.invoke()).toBe(text);
    }
  });
});
