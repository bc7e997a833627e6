import { describe, expect, it } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { loadHandler } from './load-handler.ts';

type Files = Readonly<Record<string, string>>;

/** Loads a handler from a folder with the files. Returns its value, or the result of calling it if it is a function. */
async function load(name: string, files: Files): Promise<unknown> {
  await using folder = await FunctionFolder.create(files);
  const { value } = await loadHandler(name, [folder.path]);
  return typeof value === 'function' ? value() : value;
}

/** A module with a function that returns the text. */
function returning(text: string, exported = 'handler'): string {
  return `export const ${exported} = () => '${text}';`;
}

describe('the module of a handler', () => {
  it.each([
    ['app.js', returning('here')],
    ['app.mjs', returning('here')],
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

  it('may have a dot in its name, which takes precedence over a dot before the export', async () => {
    const files = { 'app.v2.mjs': returning('whole'), 'app.mjs': returning('part', 'v2') };
    expect(await load('app.v2', files)).toBe('whole');
    expect(await load('app.v2', { 'app.mjs': returning('part', 'v2') })).toBe('part');
  });

  it('is searched with the extensions in their order', async () => {
    expect(await load('app.handler', { 'app.mjs': returning('mjs'), 'app.ts': returning('ts') })).toBe('mjs');
  });

  it('is not searched with the extension .cts', async () => {
    await expect(load('app.handler', { 'app.cts': returning('here') })).rejects.toThrow('no module for the handler');
  });

  it('may be anywhere below the folder', async () => {
    expect(await load('src/lambda/app.handler', { 'src/lambda/app.mjs': returning('deep') })).toBe('deep');
  });

  it('cannot be a folder', async () => {
    await expect(load('app', { 'app/index.js': returning('here') })).rejects.toThrow('no module for the handler');
  });

  it('is loaded from the first of the folders that has it', async () => {
    await using taskRoot = await FunctionFolder.create({ 'first.mjs': returning('task root') });
    await using working = await FunctionFolder.create({
      'first.mjs': returning('working'),
      'second.mjs': returning('working'),
    });
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
  const both = { 'a.mjs': returning('import'), 'b.cjs': `exports.handler = () => 'require';` };

  it.each([
    ['main', { main: 'b.cjs' }, 'require'],
    ['exports with a path', { exports: './a.mjs' }, 'import'],
    ['exports with a root', { exports: { '.': './a.mjs' } }, 'import'],
    ['exports with `import` only', { exports: { import: './a.mjs' } }, 'import'],
    ['exports with `import` and `require`', { exports: { '.': { require: './b.cjs', import: './a.mjs' } } }, 'import'],
    ['exports with `default`', { exports: { types: './a.d.ts', default: './a.mjs' } }, 'import'],
    ['exports with nested conditions', { exports: { node: { types: './a.d.ts', import: './a.mjs' } } }, 'import'],
    ['exports with `require` only', { exports: { require: './b.cjs' } }, 'require'],
  ])('is found by its %s', async (_name, manifest, expected) => {
    expect(await load('@shop/orders.handler', inPackage(manifest, both))).toBe(expected);
    expect(await load('@shop/orders', inPackage(manifest, both))).toBe(expected);
  });

  it('may be at a subpath', async () => {
    const manifest = { exports: { './sub': './b.cjs' } };
    expect(await load('@shop/orders/sub.handler', inPackage(manifest, both))).toBe('require');
  });

  it('is not used if there is a file of the same name', async () => {
    const files = {
      'orders.mjs': returning('file'),
      'node_modules/orders/index.js': `exports.handler = () => 'package';`,
    };
    expect(await load('orders.handler', files)).toBe('file');
  });

  it.each([
    ['that is not installed', {}],
    ['with a broken manifest', { 'node_modules/@shop/orders/package.json': '{' }],
    ['with the manifest of another package', inPackage({ name: 'other', exports: './a.mjs' }, {})],
    ['without exports', inPackage({ exports: {} }, both)],
  ])('is not found in a package %s', async (_name, files) => {
    await expect(load('@shop/orders.handler', files)).rejects.toThrow('no module for the handler');
  });

  it.each(['path.join', 'fs.readFile', 'node:fs.readFile', 'events.handler'])(
    'cannot be a built-in module of Node: %s',
    async (name) => {
      await expect(load(name, {})).rejects.toThrow('no module for the handler');
    },
  );
});

describe('a package in the folder of the handler’s name', () => {
  const inSub = { 'src/node_modules/orders/index.js': `exports.handler = () => 'in src';` };
  const inRoot = { 'node_modules/orders/index.js': `exports.handler = () => 'in the root';` };

  it('is found among the packages of that folder, then of those above', async () => {
    expect(await load('src/orders.handler', { ...inSub, ...inRoot })).toBe('in src');
    expect(await load('src/orders.handler', inRoot)).toBe('in the root');
  });

  it('is not found by the name of a package with a scope', async () => {
    await expect(load('@src/orders.handler', inRoot)).rejects.toThrow('no module for the handler');
  });

  it('may be a single file, or have no manifest', async () => {
    expect(await load('orders.handler', inRoot)).toBe('in the root');
    expect(await load('one.handler', { 'node_modules/one.js': `exports.handler = () => 'file';` })).toBe('file');
  });
});

describe('the export of a handler', () => {
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

  it('is a default instance of a Runtime rather than another export named `handler`', async () => {
    const text = `export default { [Symbol.for('@alr/runtime')]: 1 }; export const handler = () => 'other';`;
    expect(await load('app', { 'app.mjs': text })).not.toBe('other');
  });

  it('may be any value: the caller decides whether it can use it', async () => {
    expect(await load('app.value', { 'app.mjs': 'export const value = 42;' })).toBe(42);
  });

  it.each([
    ['app.orders', 'export const order = 1, item = 2;', 'has no export orders; it exports item, order'],
    ['app.a.b.c', 'export const a = { b: null };', 'has no export a.b.c; it exports a'],
    ['app', 'export const order = 1;', 'has neither a default export nor one named handler; it exports order'],
    ['app', '', 'has neither a default export nor one named handler; it exports nothing'],
    ['app.toString', 'export default { a: 1 };', 'has no export toString; it exports default'],
  ])('is missing: the error lists the existing exports: %s in `%s`', async (name, text, message) => {
    await expect(load(name, { 'app.mjs': text })).rejects.toMatchObject({
      name: 'Runtime.HandlerNotFound',
      message: expect.stringContaining(message),
    });
  });
});

describe('a handler that cannot be loaded', () => {
  it('has an error with the searched folders, and the valid forms of a name', async () => {
    const search = loadHandler('app.handler', ['/var/task', '/srv']);
    await expect(search).rejects.toMatchObject({
      name: 'Runtime.ImportModuleError',
      message: expect.stringMatching(/"app\.handler" in \/var\/task or \/srv: use MODULE\.EXPORT/),
    });
  });

  it.each([
    ['a JavaScript file', 'app.mjs', 'export const handler = 1 +;'],
    ['a CommonJS file', 'app.cjs', 'exports.handler = 1 +;'],
    ['TypeScript that cannot be stripped', 'app.ts', 'enum Size { S }; export const handler = Size.S;'],
    ['an import of a missing export', 'app.mjs', `import { nothing } from './b.mjs'; export const handler = 1;`],
  ])('has an error with the file that cannot be parsed: %s', async (_name, file, text) => {
    await expect(load('app.handler', { [file]: text, 'b.mjs': '' })).rejects.toMatchObject({
      name: 'Runtime.UserCodeSyntaxError',
      message: expect.stringMatching(new RegExp(`${file} cannot be parsed: .`)),
      cause: expect.any(SyntaxError),
    });
  });

  it.each([
    ['a package', 'app.mjs', `import 'not-installed';`, 'not-installed'],
    ['a file', 'app.mjs', `import './gone.mjs';`, 'gone.mjs'],
    ['a CommonJS module', 'app.cjs', `require('not-installed');`, 'not-installed'],
  ])('has an error with the missing import: %s', async (_name, file, text, missing) => {
    await expect(load('app.handler', { [file]: text })).rejects.toMatchObject({
      name: 'Runtime.ImportModuleError',
      message: expect.stringMatching(new RegExp(`a module that .*${file} imports is missing: .*${missing}`)),
    });
  });

  it('fails with the error that its module throws', async () => {
    await expect(load('app.handler', { 'app.mjs': `throw new RangeError('at load');` })).rejects.toThrow(
      new RangeError('at load'),
    );
    await expect(load('app.handler', { 'app.mjs': 'throw undefined;' })).rejects.toBeUndefined();
  });
});
