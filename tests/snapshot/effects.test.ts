import { expect, it } from 'vitest';
import { commonJs, esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

const UNLESS_STARTED = 'if (process.env.IS_STARTED === undefined)';

/** Libraries that do something while they load which they must do in every start, and what the build says of each. */
const effects: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  exit: [`${UNLESS_STARTED} process.exit();`, 'reads process.env.IS_STARTED'],
  failure: [`${UNLESS_STARTED} process.exit(1);`, 'reads process.env.IS_STARTED'],
  abort: [`${UNLESS_STARTED} process.abort();`, 'reads process.env.IS_STARTED'],
  signal: [`${UNLESS_STARTED} process.kill(process.pid, 'SIGKILL');`, 'reads process.env.IS_STARTED'],
  rejection: [`${UNLESS_STARTED} Promise.reject(new Error('no start'));`, 'reads process.env.IS_STARTED'],
  'later-error': [
    `${UNLESS_STARTED} queueMicrotask(() => { throw new Error('no start'); });`,
    'reads process.env.IS_STARTED',
  ],
  line: [`console.log('loaded');`, 'prints console.log'],
  text: [`process.stdout.write('loaded');`, 'uses process.stdout'],
  file: [`import { writeSync } from 'node:fs'; writeSync(1, 'loaded');`, 'calls fs.writeSync'],
  title: [`process.title = 'effect';`, 'sets process.title'],
  'no-stack': [
    `Error.stackTraceLimit = 0; const token = process.env.TOKEN; Error.stackTraceLimit = 10; if (token !== 'given') throw new Error(token);`,
    'reads process.env.TOKEN',
  ],
  'other-stack': [
    `const { prepareStackTrace } = Error; Error.prepareStackTrace = (_, sites) => sites;
const token = process.env.TOKEN;
Error.prepareStackTrace = prepareStackTrace;
if (token !== 'given') throw new Error(token);`,
    'reads process.env.TOKEN',
  ],
  'other-error': [
    `const Real = Error;
globalThis.Error = class Other extends Real { static prepareStackTrace(_, sites) { return sites; } };
const token = process.env.TOKEN;
globalThis.Error = Real;
if (token !== 'given') throw new Error(token);`,
    'reads process.env.TOKEN',
  ],
  'later-token': [
    `import { pbkdf2 } from 'node:crypto';
let token;
pbkdf2('a', 'b', 200_000, 32, 'sha256', () => { token = process.env.TOKEN; });
export const get = () => token;`,
    'reads process.env.TOKEN',
  ],
  inspected: [
    `import { inspect } from 'node:util'; export const text = inspect(process.env);`,
    'reads process.env while',
  ],
  imported: [`let fs; import('node:fs').then((module) => { fs = module; });`, 'imports node:fs with import()'],
  port: [`const { port1 } = new MessageChannel(); port1.onmessage = () => {}; port1.unref();`, 'opens a message port'],
  flag: [
    `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--expose-gc');`,
    'calls v8.setFlagsFromString',
  ],
  'source-maps': [`process.setSourceMapsEnabled(true);`, 'calls process.setSourceMapsEnabled'],
  output: [`import { writeSync } from 'node:fs'; try { writeSync(3, 'loaded'); } catch {}`, 'calls fs.writeSync'],
  'asked-feature': [`Promise.try ??= () => {};`, 'reads Promise.try, which V8 adds after the start'],
  'own-feature': [`RegExp.escape = (text) => text;`, 'sets RegExp.escape, which V8 adds after the start'],
  'missing-feature': [
    `if (!('isError' in Error)) Error.isError = () => true;`,
    'cannot be in a snapshot of Node (Error: Error.isError exists, which V8 adds after the start',
  ],
  'web-assembly': [`globalThis.wasm = typeof WebAssembly;`, 'reads WebAssembly, which V8 adds after the start'],
  deleted: [`delete process.env.DELETED;`, 'deletes process.env.DELETED'],
  defined: [
    `Object.defineProperty(process.env, 'DEFINED', { value: '1', configurable: true, enumerable: true, writable: true });`,
    'sets process.env.DEFINED',
  ],
  key: [
    `import { createECDH } from 'node:crypto'; export const key = createECDH('prime256v1').generateKeys('hex');`,
    'reads randomness',
  ],
  heap: [
    `import { getHeapStatistics } from 'node:v8'; export const limit = getHeapStatistics().heap_size_limit;`,
    'reads v8.getHeapStatistics',
  ],
  processors: [`export const count = navigator.hardwareConcurrency;`, 'reads navigator.hardwareConcurrency'],
  language: [`export const { language } = navigator;`, 'reads navigator.language'],
  'host-name': [`import { hostname } from 'node:os'; export const name = \`\${hostname}\`;`, 'reads os.hostname'],
};

/** Libraries that a function could never load. */
const endings: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  exit: [`process.exit();`, 'calls process.exit'],
  'real-exit': [`process.reallyExit(0);`, 'calls process.reallyExit'],
  abort: [`process.abort();`, 'calls process.abort'],
  rejection: [`Promise.reject(new Error('no start'));`, 'fails Error: no start'],
  'later-error': [`queueMicrotask(() => { throw new Error('no start'); });`, 'fails Error: no start'],
};

const names = Object.keys(effects).map((name) => `effect-${name}`);

/** Stays in the snapshot. */
const quiet = `delete process.env.DEBUG;
const original = setImmediate;
globalThis.setImmediate = (...parameters) => original(...parameters);
export const value = 5;`;

it('leaves each library out of the snapshot that does something while it loads, and says what', async () => {
  const libraries = Object.entries(effects).map(([name, [code]]) => esModule(`effect-${name}`, code));
  const source = `${names.map((name) => `import '${name}';`).join('\n')}
import { value } from 'quiet';
const { DELETED, DEFINED } = process.env;
export const handler = async () => ({ value, DELETED, DEFINED, title: process.title });`;
  const files = Object.assign({}, ...libraries, esModule('quiet', quiet));
  const built = await buildFunction({ ...files, 'app.mjs': source }, 'libraries');
  expect(built.printed).not.toContain('without quiet');
  for (const [name, [, reason]] of Object.entries(effects)) {
    expect(built.printed).toContain(`snapshot: without effect-${name}, which ${reason}`);
  }
  await using emulated = await built.start({ IS_STARTED: '1', TOKEN: 'given', DELETED: '1' });
  expect(await emulated.invoke()).toEqual({ value: 5, DEFINED: '1', title: 'effect' });
}, 300_000);

it('leaves each library out that ends the process while it loads, and says how', async () => {
  const libraries = Object.entries(endings).map(([name, [code]]) => esModule(`ends-${name}`, code));
  const source = `${Object.keys(endings)
    .map((name) => `import 'ends-${name}';`)
    .join('\n')}
export const handler = async () => {};`;
  const built = await buildFunction({ ...Object.assign({}, ...libraries), 'app.mjs': source }, 'libraries');
  for (const [name, [, reason]] of Object.entries(endings)) {
    expect(built.printed).toContain(`snapshot: without ends-${name}, which ${reason}`);
  }
}, 300_000);

it('has a package that is only imported for its effect, also if its kind of module is not known', async () => {
  const library = commonJs('polyfill', `globalThis.isPolyfilled = true;`);
  const source = `import 'polyfill'; export const handler = async () => ({ isPolyfilled: globalThis.isPolyfilled });`;
  const built = await buildFunction({ ...library, 'app.mjs': source }, 'libraries');
  expect(built.printed).toContain('of 2 packages');
  await using emulated = await built.start();
  expect(await emulated.invoke()).toEqual({ isPolyfilled: true });
}, 60_000);

it('leaves out a library that replaces the environment', async () => {
  const library = esModule('replaces', `process.env = { ...process.env, MORE: 'more' }; export const value = 5;`);
  const source = `import { value } from 'replaces'; export const handler = () => [value, process.env.MORE];`;
  const built = await buildFunction({ ...library, 'app.mjs': source }, 'libraries');
  expect(built.printed).toContain('snapshot: without replaces, which reads process.env');
  await using emulated = await built.start();
  expect(await emulated.invoke()).toEqual([5, 'more']);
}, 60_000);
