import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classHandler } from './function/handler-source.ts';
import { type Files, type LambdaOptions, start, writeFunction } from './function/lambda.ts';

/** A class whose response names it. */
const named = (name: string): string => classHandler(`async handler() { return '${name}'; }`);
const PLAIN = `export const handler = async () => 'plain'; export const nested = { deep: { handler: async () => 'deep' } };`;
const packageFiles = {
  'node_modules/my-function/package.json': '{ "name": "my-function", "main": "main.js" }',
  'node_modules/my-function/main.js': `exports.handler = async () => 'package';`,
};

/** Starts a function with these options, and returns its response. */
async function responseOf(files: Files, options: LambdaOptions): Promise<string> {
  await using lambda = await start(files, options);
  return (await lambda.invoke()).text;
}

describe('the name of the handler', () => {
  it.each<[string, Files, string]>([
    ['app.MyLambda', { 'app.mjs': `${named('class')}export { MyLambda };` }, 'class'],
    ['app.handler', { 'app.mjs': PLAIN }, '"plain"'],
    ['app.nested.deep.handler', { 'app.mjs': PLAIN }, '"deep"'],
    ['app', { 'app.mjs': named('default') }, 'default'],
    ['app', { 'app.mjs': PLAIN }, '"plain"'],
    ['./app.mjs', { 'app.mjs': named('a path') }, 'a path'],
    ['./src/app.ts', { 'src/app.ts': named('a nested path') }, 'a nested path'],
    ['src/app.handler', { 'src/app.mjs': PLAIN }, '"plain"'],
    ['./src/app.handler', { 'src/app.mjs': PLAIN }, '"plain"'],
    ['my.app.handler', { 'my.app.mjs': PLAIN }, '"plain"'],
    ['app.handler', { 'app.js': `exports.handler = async () => 'js';`, 'package.json': '{}' }, '"js"'],
    ['app.handler', { 'app.js': PLAIN, 'package.json': '{"type":"module"}' }, '"plain"'],
    ['app.handler', { 'app.cjs': `exports.handler = async () => 'cjs';` }, '"cjs"'],
    ['app', { 'app.cjs': `module.exports = async () => 'cjs itself';` }, '"cjs itself"'],
    [
      'app',
      {
        'app.cjs': `const { Runtime } = require('@alr/runtime'); module.exports = class extends Runtime { handler() { return 'required'; } };`,
      },
      'required',
    ],
    [
      'app.handler',
      { 'app.ts': `export const handler = async (event: unknown): Promise<string> => typeof event;` },
      '"object"',
    ],
    ['app.handler', { 'app.mts': `export const handler = async (): Promise<string> => 'mts';` }, '"mts"'],
    [
      'app',
      {
        'app.mjs': `import { Runtime } from '@alr/runtime'; class A extends Runtime { handler() { return 'instance'; } } export default new A();`,
      },
      'instance',
    ],
    ['my-function', packageFiles, '"package"'],
    ['my-function.handler', packageFiles, '"package"'],
  ])('may be %s (%j)', async (handler, files, text) => {
    expect(await responseOf(files, { handler })).toBe(text);
  });
});

describe('the source of the handler name', () => {
  const files = { 'first.mjs': named('first'), 'second.mjs': named('second'), 'third.mjs': named('third') };

  it.each<[string, LambdaOptions, string]>([
    ['the argument', { handler: 'first', env: { LAMBDA_MODULE: 'second', _HANDLER: 'third' } }, 'first'],
    ['LAMBDA_MODULE', { handler: null, env: { LAMBDA_MODULE: 'second', _HANDLER: 'third' } }, 'second'],
    ['_HANDLER', { handler: null, env: { _HANDLER: 'third' } }, 'third'],
    ['_HANDLER, if LAMBDA_MODULE is empty', { handler: null, env: { LAMBDA_MODULE: '', _HANDLER: 'third' } }, 'third'],
    ['LAMBDA_MODULE, if the argument is empty', { handler: '', env: { LAMBDA_MODULE: 'second' } }, 'second'],
    ['the argument, if _HANDLER is empty as in an image', { handler: 'first', env: { _HANDLER: '' } }, 'first'],
  ])('%s', async (_, options, text) => {
    expect(await responseOf(files, options)).toBe(text);
  });
});

describe('the lookup of the module', () => {
  const files = { 'task/app.mjs': named('task root'), 'work/app.mjs': named('working directory') };

  it('searches LAMBDA_TASK_ROOT first', async () => {
    const folder = await writeFunction(files);
    expect(await responseOf(files, { cwd: 'work', env: { LAMBDA_TASK_ROOT: join(folder, 'task') } })).toBe('task root');
  });

  it.each([undefined, '', '/var/nowhere'])('searches the working directory if LAMBDA_TASK_ROOT is %j', async (root) => {
    expect(await responseOf(files, { cwd: 'work', env: { LAMBDA_TASK_ROOT: root } })).toBe('working directory');
  });
});

describe('the bin', () => {
  it('runs the function in one process', async () => {
    await using lambda = await start(`export const handler = async () => process.pid;`, { handler: 'app.handler' });
    expect((await lambda.invoke()).text).toBe(String(lambda.process.pid));
  });
});
