import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, writeFunction } from '../conformance/function/lambda.ts';
import { emulateIn } from './emulated-function.ts';

describe('a function of a project without a bundler', () => {
  const advice = async (source: Files, options: { readonly bundle?: boolean } = {}) => {
    const directory = await writeFunction({ 'package.json': '{ "type": "module" }', ...source });
    await using emulated = await emulateIn(directory, { handler: 'src/app.handler', ...options });
    await emulated.until('warning');
    return emulated.events.find((event) => event.type === 'warning');
  };
  const handler = 'export const handler = async () => 1;';

  it.each([
    [
      'an enum',
      { 'src/app.ts': `enum A { b } ${handler}` },
      /^Node only removes types, .* TypeScript's enum: write it as/,
    ],
    [
      'a parameter property',
      { 'src/app.ts': `class A { constructor(readonly b: 1) {} } ${handler}` },
      /parameter property/,
    ],
    ['no ending', { 'src/app.ts': `import './lib'; ${handler}`, 'src/lib.ts': '' }, /such as \.\/lib\.ts/],
    ['a package', { 'src/app.ts': `import 'sharps'; ${handler}` }, /^install it, as in npm install sharps; if/],
    ['an alias', { 'src/app.ts': `import '~/lib'; ${handler}` }, /if ~ is an alias/],
    ['.tsx', { 'src/app.ts': `import './view.tsx'; ${handler}`, 'src/view.tsx': '' }, /does not run \.tsx files/],
    [
      'a handler in .cts',
      { 'src/app.cts': 'exports.handler = 1' },
      /^write the ending \.cts .* as in \.\/src\/app\.cts/,
    ],
    ['a handler in .tsx', { 'src/app.tsx': handler }, /does not run \.tsx files/],
    ['a type in angle brackets', { 'src/app.ts': `const a = <any>1; ${handler}` }, /write `value as Type`/],
    ['a type', { 'src/app.ts': `import { T } from './t.ts'; ${handler}`, 'src/t.ts': 'export type T = 1' }, /type T/],
    ['JSON', { 'src/app.ts': `import './d.json'; ${handler}`, 'src/d.json': '{}' }, /with \{ type: 'json' \}/],
    ['__dirname', { 'src/app.ts': `console.log(__dirname); ${handler}` }, /^write import\.meta\.dirname/],
  ])('is refused by Node for %s, with what to do', async (_, source, sentence) => {
    const event = await advice(source);
    expect(event).toMatchObject({ message: expect.stringMatching(sentence) });
    expect(event).toMatchObject({ message: expect.stringContaining('or run npm install --save-dev rolldown') });
  });

  it.each([
    ['an accessor', `class A { accessor b = 1; } ${handler}`, /keyword accessor/],
    ['a decorator', `const d = (..._: unknown[]) => {}; @d class A {} ${handler}`, /decorators/],
  ])('is refused by Node for %s, which the bundler compiles with a setting', async (_, source, sentence) => {
    const install = 'or set "experimentalDecorators": true in tsconfig.json and run npm install --save-dev rolldown';
    const event = await advice({ 'src/app.ts': source });
    expect(event).toMatchObject({ message: expect.stringMatching(sentence) });
    expect(event).toMatchObject({ message: expect.stringContaining(install) });
  });

  it.each([
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm add sharps', 'pnpm add --save-dev rolldown'],
    ['yarn', { 'yarn.lock': '' }, 'yarn add sharps', 'yarn add --dev rolldown'],
    ['bun', { 'bun.lock': '' }, 'bun add sharps', 'bun add --dev rolldown'],
  ])('is advised with the commands of %s', async (_, lockfile, add, addForDevelopment) => {
    const event = await advice({ ...lockfile, 'src/app.ts': `import 'sharps'; ${handler}` });
    expect(event).toMatchObject({
      message: expect.stringMatching(new RegExp(`^install it, as in ${add};.* or run ${addForDevelopment}, `)),
    });
  });

  it('is advised to be bundled if it could be', async () => {
    const manifest = JSON.stringify({ devDependencies: { rolldown: '1' } });
    const source = { 'package.json': manifest, 'src/app.ts': `enum A { b } ${handler}` };
    expect(await advice(source, { bundle: false })).toMatchObject({
      message: expect.stringMatching(/ or leave out --no-bundle$/),
    });
  });

  it('restarts if a file changes that it has imported, and not if another one does', async () => {
    const greeting = (text: string) => `export const greeting: string = '${text}';\n`;
    const directory = await writeFunction({
      'package.json': '{ "type": "module" }',
      'src/app.ts': "import { greeting } from './greeting.ts';\nexport const handler = async () => greeting;\n",
      'src/greeting.ts': greeting('hello'),
    });
    await using emulated = await emulateIn(directory, { handler: 'src/app.handler', watch: true });
    expect(await emulated.invoke()).toBe('hello');
    for (const name of ['src/other.ts', 'local.log']) await writeFile(join(directory, name), '');
    await writeFile(join(directory, 'src/greeting.ts'), greeting('changed'));
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('changed');
    expect(emulated.events.filter((event) => event.type === 'restarting')).toEqual([
      { type: 'restarting', reason: 'src/greeting.ts changed' },
    ]);
  });
});
