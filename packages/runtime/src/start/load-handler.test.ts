import { describe, expect, it } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { loadHandler } from './load-handler.ts';

type Files = Readonly<Record<string, string>>;

/** Loads a handler from a folder with the files; gives its value, where it is a function what it returns. */
async function load(name: string, files: Files): Promise<unknown> {
  await using folder = await FunctionFolder.create(files);
  const { value } = await loadHandler(name, [folder.path]);
  return typeof value === 'function' ? value() : value;
}

/** A module whose function says where it comes from. */
function says(what: string, exported = 'handler'): string {
  return `export const ${exported} = () => '${what}';`;
}

describe('a handler’s module', () => {
  it.each([
    ['app.js', says('here')],
    ['app.mjs', says('here')],
    ['app.cjs', `exports.handler = () => 'here';`],
    ['app.ts', `export const handler = (): string => 'here' as string;`],
    ['app.mts', `export const handler = (): string => 'here' satisfies string;`],
  ])('may be %s', async (file, text) => {
    const files = { 'package.json': '{ "type": "module" }', [file]: text };
    expect(await load('app.handler', files)).toBe('here');
    expect(await load(`./${file}`, files)).toBe('here');
  });

  it('may be CommonJS in a .js file', async () => {
    expect(await load('app.handler', { 'app.js': `exports.handler = () => 'here';` })).toBe('here');
  });

  it('is found by its whole name before a dot in it is taken for the one before the export', async () => {
    const files = { 'app.v2.mjs': says('whole'), 'app.mjs': says('part', 'v2') };
    expect(await load('app.v2', files)).toBe('whole');
    expect(await load('app.v2', { 'app.mjs': says('part', 'v2') })).toBe('part');
  });

  it('is looked for with the extensions in their order', async () => {
    expect(await load('app.handler', { 'app.mjs': says('mjs'), 'app.ts': says('ts') })).toBe('mjs');
  });

  it('is no .cts file, which nothing but its own name finds', async () => {
    await expect(load('app.handler', { 'app.cts': says('here') })).rejects.toThrow('no module for the handler');
  });

  it('may be anywhere below the folder', async () => {
    expect(await load('src/lambda/app.handler', { 'src/lambda/app.mjs': says('deep') })).toBe('deep');
  });

  it('is never a folder', async () => {
    await expect(load('app', { 'app/index.js': says('here') })).rejects.toThrow('no module for the handler');
  });

  it('is taken from the first of the folders that has it', async () => {
    await using taskRoot = await FunctionFolder.create({ 'first.mjs': says('task root') });
    await using working = await FunctionFolder.create({ 'first.mjs': says('working'), 'second.mjs': says('working') });
    const folders = [taskRoot.path, working.path];
    expect((await loadHandler('first.handler', folders)).file).toBe(taskRoot.file('first.mjs'));
    expect((await loadHandler('second.handler', folders)).file).toBe(working.file('second.mjs'));
  });
});

describe('a handler in a package', () => {
  const inPackage = (manifest: object, files: Files): Files => ({
    'node_modules/@shop/orders/package.json': JSON.stringify({ name: '@shop/orders', ...manifest }),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/@shop/orders/${path}`, text])),
  });
  const both = { 'a.mjs': says('import'), 'b.cjs': `exports.handler = () => 'require';` };

  it.each([
    ['main', { main: 'b.cjs' }, 'require'],
    ['exports that are a path', { exports: './a.mjs' }, 'import'],
    ['exports of the root', { exports: { '.': './a.mjs' } }, 'import'],
    ['exports for `import` only', { exports: { import: './a.mjs' } }, 'import'],
    ['exports for `import` and `require`', { exports: { '.': { require: './b.cjs', import: './a.mjs' } } }, 'import'],
    ['exports by default', { exports: { types: './a.d.ts', default: './a.mjs' } }, 'import'],
    ['nested conditions', { exports: { node: { types: './a.d.ts', import: './a.mjs' } } }, 'import'],
    ['exports for `require` only', { exports: { require: './b.cjs' } }, 'require'],
  ])('is found by its %s', async (_what, manifest, expected) => {
    expect(await load('@shop/orders.handler', inPackage(manifest, both))).toBe(expected);
    expect(await load('@shop/orders', inPackage(manifest, both))).toBe(expected);
  });

  it('may stand at a subpath', async () => {
    const manifest = { exports: { './sub': './b.cjs' } };
    expect(await load('@shop/orders/sub.handler', inPackage(manifest, both))).toBe('require');
  });

  it('comes after a file of the same name', async () => {
    const files = {
      'orders.mjs': says('file'),
      'node_modules/orders/index.js': `exports.handler = () => 'package';`,
    };
    expect(await load('orders.handler', files)).toBe('file');
  });

  it.each([
    ['that isn’t installed', {}],
    ['whose manifest is broken', { 'node_modules/@shop/orders/package.json': '{' }],
    ['whose manifest names another', inPackage({ name: 'other', exports: './a.mjs' }, {})],
    ['that exports nothing', inPackage({ exports: {} }, both)],
  ])('isn’t found in one %s', async (_what, files) => {
    await expect(load('@shop/orders.handler', files)).rejects.toThrow('no module for the handler');
  });

  it.each(['path.join', 'fs.readFile', 'node:fs.readFile', 'events.handler'])(
    'is never one of Node’s own modules: %s',
    async (name) => {
      await expect(load(name, {})).rejects.toThrow('no module for the handler');
    },
  );
});

describe('a handler’s export', () => {
  it.each([
    ['app.orders', `export const orders = () => 'named';`],
    ['app.handlers.orders', `export const handlers = { orders: () => 'named' };`],
    ['app.default', `export default () => 'named';`],
    ['app', `export default () => 'named';`],
    ['app', `export const handler = () => 'named';`],
    ['app', `export default () => 'named'; export const handler = () => 'other';`],
    ['app', `export default { memory: 128 }; export const handler = () => 'named';`],
    ['app', `export default { handler: () => 'named' };`],
    ['app', `export default { default: () => 'named' };`],
    ['app.orders', `export default { orders: () => 'named' };`],
  ])('%s is found in `%s`', async (name, text) => {
    expect(await load(name, { 'app.mjs': text })).toBe('named');
  });

  it.each([
    ['app.handler', 'module.exports.handler = () => "named";'],
    ['app.handler', 'module["exp" + "orts"] = { handler: () => "named" };'],
    ['app', 'module.exports = () => "named";'],
    ['app', 'exports.handler = () => "named";'],
    ['app', 'exports.__esModule = true; exports.default = () => "named";'],
    ['app.a.b', 'module.exports = { a: { b: () => "named" } };'],
  ])('%s is found in CommonJS: `%s`', async (name, text) => {
    expect(await load(name, { 'app.cjs': text })).toBe('named');
  });

  it('is an instance of a Runtime before another export called `handler`', async () => {
    const text = `export default { [Symbol.for('@alr/runtime')]: 1 }; export const handler = () => 'other';`;
    expect(await load('app', { 'app.mjs': text })).not.toBe('other');
  });

  it('may be any value: what it is good for, the caller decides', async () => {
    expect(await load('app.answer', { 'app.mjs': 'export const answer = 42;' })).toBe(42);
  });

  it.each([
    ['app.orders', 'export const order = 1, item = 2;', 'has no export orders; it exports item, order'],
    ['app.a.b.c', 'export const a = { b: null };', 'has no export a.b.c; it exports a'],
    ['app', 'export const order = 1;', 'has neither a default export nor one called handler; it exports order'],
    ['app', '', 'has neither a default export nor one called handler; it exports nothing'],
    ['app.toString', 'export default { a: 1 };', 'has no export toString; it exports default'],
  ])('that is missing is told with those that there are: %s of `%s`', async (name, text, message) => {
    await expect(load(name, { 'app.mjs': text })).rejects.toMatchObject({
      name: 'Runtime.HandlerNotFound',
      message: expect.stringContaining(message),
    });
  });
});

describe('a handler that can’t be loaded', () => {
  it('is told with all the folders where it was looked for, and the form of a name', async () => {
    const search = loadHandler('app.handler', ['/var/task', '/srv']);
    await expect(search).rejects.toMatchObject({
      name: 'Runtime.ImportModuleError',
      message: expect.stringMatching(/"app\.handler" in \/var\/task or \/srv: it is MODULE\.EXPORT/),
    });
  });

  it.each([
    ['a JavaScript file', 'app.mjs', 'export const handler = 1 +;'],
    ['a CommonJS file', 'app.cjs', 'exports.handler = 1 +;'],
    ['TypeScript that is more than types', 'app.ts', 'enum Size { S }; export const handler = Size.S;'],
    [
      'an import of what a module doesn’t export',
      'app.mjs',
      `import { nothing } from './b.mjs'; export const handler = 1;`,
    ],
  ])('says what can’t be parsed: %s', async (_what, file, text) => {
    await expect(load('app.handler', { [file]: text, 'b.mjs': '' })).rejects.toMatchObject({
      name: 'Runtime.UserCodeSyntaxError',
      message: expect.stringMatching(new RegExp(`${file} can't be parsed: .`)),
      cause: expect.any(SyntaxError),
    });
  });

  it.each([
    ['a package', 'app.mjs', `import 'not-installed';`, 'not-installed'],
    ['a file', 'app.mjs', `import './gone.mjs';`, 'gone.mjs'],
    ['a module of CommonJS', 'app.cjs', `require('not-installed');`, 'not-installed'],
  ])('says what it imports and isn’t there: %s', async (_what, file, text, missing) => {
    await expect(load('app.handler', { [file]: text })).rejects.toMatchObject({
      name: 'Runtime.ImportModuleError',
      message: expect.stringMatching(new RegExp(`${file} imports what can't be found: .*${missing}`)),
    });
  });

  it('fails as its module fails', async () => {
    await expect(load('app.handler', { 'app.mjs': `throw new RangeError('at load');` })).rejects.toThrow(
      new RangeError('at load'),
    );
    await expect(load('app.handler', { 'app.mjs': 'throw undefined;' })).rejects.toBeUndefined();
  });
});
