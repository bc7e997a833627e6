import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type LocalOptions, startLocal } from '@alr/builder';
import { describe, expect, it } from 'vitest';
import { type Files, linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { kinds, kindsResponse, legacyDecorators } from '../typescript-kinds.ts';

const run = promisify(execFile);
const templates = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image');

/** A module whose class and functions respond with their names. */
const source = `import { Runtime } from '@alr/runtime';
export class MyLambda extends Runtime { async handler(): Promise<string> { return 'class'; } }
export const handler = async (): Promise<string> => 'handler';
export const nested = { deep: { run: async (): Promise<string> => 'deep' } };
export default async (): Promise<string> => 'default';
`;
const commonJs = `exports.handler = async () => 'CommonJS';`;
const packageFiles = (name: string, type: string, main: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type, exports: './main.js' }),
  [`node_modules/${name}/main.js`]: main,
});

/** Packages of which one version must be copied once, and the other for the package that needs it. */
const dependencies = (name: string, version: string, others: object = {}) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version, main: 'main.cjs', ...others }),
  [`node_modules/${name}/main.cjs`]: `module.exports = { name: '${name} ${version}', require };`,
});

/** A package that reads a file of its own folder, or of another package. */
const native = (name: string, manifest: object, file = './native.txt') => ({
  ...dependencies(name, '1.0.0', manifest),
  [`node_modules/${name}/native.txt`]: `${name}`,
  [`node_modules/${name}/main.cjs`]: `const { readFileSync } = require('node:fs');
module.exports = readFileSync(require.resolve('${file}'), 'utf8') && '${name}';`,
});

const files: Files = {
  'package.json': JSON.stringify({
    type: 'module',
    devDependencies: { rolldown: '*' },
    alr: { external: ['tool', 'plugin'] },
  }),
  'app.ts': source,
  'app.js': 'export const handler = async () => "an outdated build of app.ts";',
  'src/app.ts': source,
  'src/v2.app.ts': source,
  'src/only-handler.mts': 'export const handler = async (): Promise<string> => "only handler";',
  'src/module.mjs': 'export default async () => "mjs";',
  'src/common.cjs': commonJs,
  'src/page.tsx': 'export const handler = async (): Promise<string> => "tsx";',
  ...dependencies('tool', '1.0.0', { dependencies: { core: '*' }, optionalDependencies: { native: '*' } }),
  ...dependencies('plugin', '1.0.0', { dependencies: { core: '*', old: '*' } }),
  ...dependencies('native', '1.0.0'),
  ...dependencies('core', '2.0.0', { peerDependencies: { tool: '*' } }),
  ...dependencies('old', '1.0.0', { dependencies: { core: '*', plugin: '*' } }),
  ...dependencies('old/node_modules/core', '1.0.0'),
  'src/external.mjs': `import tool from 'tool';
import plugin from 'plugin';
const old = plugin.require('old');
export const handler = async () => ({
  shared: tool.require('core') === plugin.require('core') && old.require('plugin') === plugin,
  versions: [tool.require('native').name, tool.require('core').name, old.require('core').name],
});`,
  // Packages with native code, which they find in their own folders. The bundle has to leave them there.
  ...native(
    'image',
    { optionalDependencies: { '@image/linux': '*', '@image/missing': '*' } },
    '@image/linux/package.json',
  ),
  ...dependencies('@image/linux', '1.0.0', { os: ['linux'], cpu: ['x64', 'arm64'] }),
  ...native('hash', { dependencies: { 'node-gyp-build': '*' } }),
  ...dependencies('node-gyp-build', '4.0.0'),
  ...native('sources', {}),
  'node_modules/sources/binding.gyp': '{}',
  ...native('compiled', { scripts: { install: 'node build.js' } }),
  'node_modules/compiled/build/Release/addon.node': '',
  // Not native: its script builds nothing.
  ...dependencies('scripted', '1.0.0', { scripts: { postinstall: 'node thanks.js' } }),
  ...dependencies('uses-hash', '1.0.0', { dependencies: { hash: '*' } }),
  'node_modules/uses-hash/main.cjs': `module.exports = require('hash');`,
  'src/native.mjs': `import image from 'image';
import hash from 'uses-hash';
import sources from 'sources';
import compiled from 'compiled';
import { name } from 'scripted';
export const handler = async () => [image, hash, sources, compiled, name];`,
  ...packageFiles('orders', 'module', 'export const run = async () => "package"; export default run;'),
  ...packageFiles('@shop/orders', 'commonjs', `exports.run = async () => 'package with a scope';`),
};

/** Bundles a handler as the image build does, and returns the folder of the project. */
async function bundle(handler: string, more: Files = {}): Promise<string> {
  const folder = await writeFunction({ ...files, ...more });
  await linkPackage('rolldown', folder);
  await run(process.execPath, [join(templates, 'bundle.mjs'), handler], { cwd: folder });
  return folder;
}

/** Runs a bundle as the image does, and returns the response to an event. */
async function responseOf(folder: string, handler: string): Promise<string> {
  const directory = join(folder, 'out');
  return responseOnEmulator({
    directory,
    command: [process.execPath, 'alr-bootstrap.js'],
    env: { LAMBDA_MODULE: handler, LAMBDA_TASK_ROOT: directory },
  });
}

async function responseOnEmulator(options: LocalOptions): Promise<string> {
  await using local = await startLocal({ ...options, port: 0 });
  const url = `${local.url}/2015-03-31/functions/function/invocations`;
  return (await fetch(url, { method: 'POST', body: '{}' })).text();
}

describe('a bundle', () => {
  it.each([
    ['app.MyLambda', 'class'],
    ['src/app.MyLambda', 'class'],
    ['src/app.handler', '"handler"'],
    ['./src/app.handler', '"handler"'],
    ['src/app.nested.deep.run', '"deep"'],
    ['src/v2.app.MyLambda', 'class'],
    ['src/v2.app', '"default"'],
    ['./src/app.ts', '"default"'],
    ['src/app.ts', '"default"'],
    ['src/app.ts.MyLambda', 'class'],
    ['app', '"default"'],
    ['./app.js', '"an outdated build of app.ts"'],
    ['./src/only-handler.mts', '"only handler"'],
    ['src/only-handler', '"only handler"'],
    ['./src/module.mjs', '"mjs"'],
    ['src/module', '"mjs"'],
    ['./src/common.cjs', '"CommonJS"'],
    ['src/common.handler', '"CommonJS"'],
    ['./src/page.tsx', '"tsx"'],
    ['src/page.handler', '"tsx"'],
    ['src/external.handler', '{"shared":true,"versions":["native 1.0.0","core 2.0.0","old/node_modules/core 1.0.0"]}'],
    ['src/native.handler', '["image","hash","sources","compiled","scripted 1.0.0"]'],
    ['orders', '"package"'],
    ['orders.run', '"package"'],
    ['@shop/orders.run', '"package with a scope"'],
  ])('runs the handler %s, in the image and locally', async (handler, response) => {
    const directory = await bundle(handler);
    expect(await responseOf(directory, handler)).toBe(response);
    expect(await responseOnEmulator({ directory, handler })).toBe(response);
  });

  it.each([
    ['an ES module', {}],
    ['CommonJS', { 'package.json': '{}' }],
  ])('contains all kinds of TypeScript, in a project of type %s', async (_, manifest) => {
    const folder = await bundle('src/kinds.handler', { ...kinds, ...manifest, 'tsconfig.json': legacyDecorators });
    expect(JSON.parse(await responseOf(folder, 'src/kinds.handler'))).toEqual(kindsResponse);
  });

  it.each([
    ['an ES module', 'export const handler'],
    ['CommonJS', 'exports.handler'],
  ])('is never the main module of Node, if its syntax is that of %s', async (_, exported) => {
    const source = `let main = !(require.main !== module) || (module == require.main);
if (require.main === module) main = true;
require.main===module && (main = true); ${exported} = () => { throw new Error(\`main: \${main}\`); };`;
    const folder = await bundle('src/cli.handler', { 'package.json': '{}', 'src/cli.ts': source });
    expect(JSON.parse(await responseOf(folder, 'src/cli.handler'))).toMatchObject({
      errorMessage: 'main: false',
      trace: expect.arrayContaining([expect.stringMatching(/src\/cli\.ts:3:\d+\)$/)]),
    });
  });

  it('is not made of decorators that Rolldown cannot compile', async () => {
    await expect(bundle('src/standard.handler', kinds)).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /src\/standard\.ts:3:1: standard decorators cannot be compiled yet: .*\n {4}@loud\n$/,
      ),
    });
  });

  it('is not made of accessors that Rolldown cannot compile', async () => {
    const source = `const accessor = 1;
class Stock {
  accessor count = accessor;
}
export const handler = () => new Stock().count;`;
    await expect(bundle('src/stock.handler', { 'src/stock.ts': source })).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /src\/stock\.ts:3:3: the keyword accessor cannot be compiled yet: .*count = accessor;\n$/s,
      ),
    });
  });

  it.each([
    ['./page.sql', /src\/page\.sql cannot be imported: read it .* "alr": \{ "files": \["src\/page\.sql"\] \}\n$/],
    ['./page.txt?raw', /src\/page\.txt cannot be imported/],
  ])('is not made of %s, and the error says what to do', async (path, message) => {
    const source = `import text from '${path}'; export const handler = () => text;`;
    const pages = { 'src/asset.mjs': source, 'src/page.sql': 'select 1', 'src/page.txt': '' };
    await expect(bundle('src/asset.handler', pages)).rejects.toMatchObject({ stderr: expect.stringMatching(message) });
  });

  it.each([
    ['', /no handler is named: set the build argument HANDLER/],
    ['/opt/app.handler', /the handler \/opt\/app\.handler is an absolute path/],
    ['../app.handler', /the handler \.\.\/app\.handler leads to a parent folder/],
    ['src/../app.handler', /leads to a parent folder/],
    ['src/missing.handler', /no module for the handler src\/missing\.handler: there is neither a file/],
    ['src/', /no module for the handler src\//],
    ['node:path', /no module for the handler node:path/],
    ['localhost:9444', /no module for the handler localhost:9444/],
    ['@shop/missing.run', /no module for the handler @shop\/missing\.run/],
    ['src/app.missing', /src\/app\.ts does not export missing; it has MyLambda, default, handler, nested/],
  ])('is not made for the handler %j', async (handler, message) => {
    await expect(bundle(handler)).rejects.toMatchObject({ stderr: expect.stringMatching(message) });
  });
});
