import type { Files } from './conformance/function/lambda.ts';

/** Kinds of TypeScript that Node alone cannot run, because it only removes types. */
export const kinds: Files = {
  'src/kinds.ts': `import fs from 'node:fs';
import { Color, type Shape, Size } from './kinds/lib';
import { alias } from '~/kinds/alias';
import data from './kinds/data.json';
import { view } from './kinds/view';
import common = require('./kinds/common.cjs');
function loud(_: unknown, __: string, method: PropertyDescriptor): void {
  const { value } = method;
  method.value = () => value() + '!';
}
class Greeter {
  constructor(readonly name: string) {}
  @loud hello(): string { return 'hello'; }
}
namespace Names { export const inner = 'namespace'; }
const shape: Shape = { size: 1 as Size };
export const handler = async (): Promise<unknown> => [
  Color.Red, alias, data.title, view, common.word, new Greeter('Ada').name, new Greeter('').hello(), Names.inner,
  shape.size, (await import('./kinds/dynamic.mjs')).default, __filename === import.meta.filename,
  __dirname === import.meta.dirname, fs.existsSync(__filename),
];`,
  'src/kinds/lib.ts': `export enum Color { Red = 'red' }
export interface Shape { size: Size }
export type Size = number;`,
  'src/kinds/alias.ts': `export const alias = 'alias';`,
  'src/kinds/data.json': '{ "title": "JSON" }',
  'src/kinds/view.tsx': `export const view: string = 'tsx';`,
  'src/kinds/common.cjs': `exports.word = 'CommonJS';`,
  'src/kinds/dynamic.mts': `export default 'dynamic' satisfies string;`,
  'src/standard.ts': `const loud = (value: unknown, _: unknown) => value;
/** @deprecated This is not a decorator. */
@loud
class Greeter {}
export const handler = () => new Greeter();`,
};

/** The tsconfig.json that they need, with an option of the scaffold that must not matter. */
export const legacyDecorators: string = JSON.stringify({
  compilerOptions: { experimentalDecorators: true, verbatimModuleSyntax: true, paths: { '~/*': ['./src/*'] } },
});

/** The response of `src/kinds.handler`. */
export const kindsResponse: readonly unknown[] = [
  'red',
  'alias',
  'JSON',
  'tsx',
  'CommonJS',
  'Ada',
  'hello!',
  'namespace',
  1,
  'dynamic',
  true,
  true,
  true,
];
