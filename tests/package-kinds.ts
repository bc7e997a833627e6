import type { Files } from './conformance/function/lambda.ts';

/** A package that is an ES module, with other files besides its main module. */
export const esModule = (name: string, main: string, others: Files = {}): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: 'module', exports: './main.js' }),
  [`node_modules/${name}/main.js`]: main,
  ...Object.fromEntries(Object.entries(others).map(([path, text]) => [`node_modules/${name}/${path}`, text])),
});
export const commonJs = (name: string, main: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'main.js' }),
  [`node_modules/${name}/main.js`]: main,
});

/** Packages that are easily treated in another way if they are bundled apart from the function. */
export const packageKinds: Files = {
  ...esModule('es-default', `export default 'default'; export const named = 'named';`),
  ...esModule('es-star', `export * from './inner.js'; export { default } from './inner.js';`, {
    'inner.js': `export const b = 1, a = 2; export default class Inner {}`,
  }),
  ...esModule('es-live', `export let count = 0; export const add = () => { count += 1; };`),
  ...esModule('es-order', `export const seen = globalThis.seen ?? 'nothing';`),
  ...esModule('es-lazy', `globalThis.isLazyLoaded = true; export default 'lazy';`),
  ...esModule('es-effect', `globalThis.effects = [...(globalThis.effects ?? []), 'es-effect'];`),
  ...esModule('es-names', `const a = 1; export { a as 'a-b', a as delete, a as alr };`),
  ...esModule('es-place', `export const directory = import.meta.dirname;`),
  ...esModule('counter', `export const instances = [];`),
  ...esModule('one', `import { instances } from 'counter'; instances.push('one');`),
  ...esModule('two', `import 'one'; import { instances } from 'counter'; instances.push('two'); export { instances };`),
  ...commonJs('cjs-object', `exports.a = 1; exports.place = __dirname;`),
  ...commonJs('cjs-function', `module.exports = () => 'called'; module.exports.extra = 'extra';`),
  ...commonJs('cjs-es', `exports.__esModule = true; exports.default = 'default'; exports.x = 'x';`),
  'node_modules/dual/package.json': JSON.stringify({
    name: 'dual',
    exports: { '.': { import: './main.mjs', require: './main.cjs' }, './data.json': './data.json' },
  }),
  'node_modules/dual/main.mjs': `export default 'imported';`,
  'node_modules/dual/main.cjs': `module.exports = 'required';`,
  'node_modules/dual/data.json': `{ "title": "JSON" }`,
  'src/first.ts': `Object.assign(globalThis, { seen: 'first' }); export {};`,
  'src/common.cjs': `module.exports = { dual: require('dual'), keys: Object.keys(require('es-star')).sort() };`,
  'src/packages.ts': `import './first';
import { seen } from 'es-order';
import byDefault, { named } from 'es-default';
import * as star from 'es-star';
import Inner, { a } from 'es-star';
import { add, count } from 'es-live';
import 'es-effect';
import * as names from 'es-names';
import { directory } from 'es-place';
import { instances } from 'counter';
import { instances as same } from 'two';
import object, { a as member, place } from 'cjs-object';
import call from 'cjs-function';
import * as all from 'cjs-function';
import compiled, { x } from 'cjs-es';
import * as compiledAll from 'cjs-es';
import dual from 'dual';
import data from 'dual/data.json';
import common from './common.cjs';
export { default as again } from 'es-default';
export * from 'es-live';
const shared = globalThis as { effects?: string[]; isLazyLoaded?: boolean };
export const handler = async () => {
  const isLoaded = shared.isLazyLoaded ?? false;
  add();
  return {
    seen, byDefault, named, star: Object.keys(star).sort(), inner: new Inner() instanceof star.default, a, count,
    effects: shared.effects, names: Object.keys(names).sort(), isInPlace: directory === import.meta.dirname,
    instances, isSame: instances === same, object: { ...object, place: '' }, member, isPlace: place === __dirname,
    call: typeof call === 'function' ? call() : call, all: Object.keys(all).sort(), extra: all.extra,
    compiled, x, compiledAll, dual, data, common, isLoaded, lazy: (await import('es-lazy')).default,
    isLazyLoaded: shared.isLazyLoaded,
  };
};`,
};

/** Packages that can only be bundled together with the function. */
export const inseparablePackages: Files = {
  ...esModule('awaiting', `export const value = await Promise.resolve('awaited');`),
  ...esModule('barrel', `export { value } from './used.js'; export { other } from './unused.js';`, {
    'package.json': JSON.stringify({ name: 'barrel', type: 'module', exports: './main.js', sideEffects: false }),
    'used.js': `export const value = 'used';`,
    'unused.js': `import { other } from 'not-installed'; export { other };`,
  }),
  ...esModule('of-workspace', `export { value } from 'member';`),
  'member/package.json': JSON.stringify({ name: 'member', type: 'module', exports: './main.ts' }),
  'member/main.ts': `export const value: string = 'member';`,
};
