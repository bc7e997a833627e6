import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { expect, it } from 'vitest';
import { emulateIn } from '../emulator/emulated-function.ts';
import { esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

const scripts = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image/snapshot');
const { adaptCode } = (await import(pathToFileURL(resolve(scripts, 'adapt-code.mjs')).href)) as AdaptCode;

interface AdaptCode {
  /** A plugin's `transform`. */
  adaptCode(this: { readonly parse: typeof parseAst }, code: string): { readonly code: string } | undefined;
}

/** The size of a snapshot with a library, in bytes. It has the code of what every start loads. */
async function sizeWith(library: string): Promise<number> {
  const source = `import { value } from 'library'; export const handler = async () => value;`;
  const built = await buildFunction({ 'app.mjs': source, ...esModule('library', library) }, 'libraries');
  expect(built.printed).toContain('of 2 packages');
  const snapshot = await built.readSnapshot();
  expect(snapshot.includes(nameOfCode('net'))).toBe(true);
  return snapshot.length;
}

/** How a snapshot names a module of Node whose code it has: the length in 8 bytes, and the name. */
function nameOfCode(module: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(module.length));
  return Buffer.concat([length, Buffer.from(module)]);
}

it('does not contain the code of all functions in the modules of Node that the libraries load', async () => {
  const [withCrypto, without] = await Promise.all([
    sizeWith(`import { createHash } from 'node:crypto'; export const value = typeof createHash;`),
    sizeWith(`export const value = 'function';`),
  ]);
  expect(withCrypto - without).toBeLessThan(120_000);
}, 120_000);

it('contains the code of the functions that a start calls, and not of those that an event needs', async () => {
  const source = `import { called, needed } from 'library';
    const value = called();
    export const handler = async () => value + needed();`;
  const library = esModule(
    'library',
    `export function called() { return 'called as it starts'; }
    export function needed() { return 'needed for an event'; }`,
  );
  const built = await buildFunction({ 'app.mjs': source, ...library }, 'libraries');
  const snapshot = (await built.readSnapshot()).toString('latin1');
  // The snapshot always contains the source of the library. Compiled code has its own copy of a string.
  expect(snapshot.split('called as it starts')).toHaveLength(3);
  expect(snapshot.split('needed for an event')).toHaveLength(2);
}, 120_000);

it('contains the code that a start needs, also if the handler claims to have endless base classes', async () => {
  const source = `export const handler = new Proxy(async () => 1, { getPrototypeOf: () => handler });`;
  const built = await buildFunction({ 'app.mjs': source }, 'libraries');
  expect((await built.readSnapshot()).includes(nameOfCode('net'))).toBe(true);
}, 120_000);

it('contains the code that a class which logs a line needs', async () => {
  const source = `import { Runtime } from '@alr/runtime';
    export class handler extends Runtime {
      handler() { this.logger.info('handled'); return { isDone: true }; }
    }`;
  const built = await buildFunction({ 'app.mjs': source }, 'libraries');
  const log = join(built.task, 'functions.log');
  const options = ['--log-function-events', '--no-logfile-per-isolate', `--logfile=${log}`];
  const snapshot = `--snapshot-blob=${join(built.task, 'snapshot.blob')}`;
  await using emulated = await emulateIn(built.task, {
    command: [process.execPath, ...options, snapshot, join(built.task, 'alr-bootstrap.js')],
    env: { LAMBDA_MODULE: 'app.handler', LAMBDA_TASK_ROOT: built.task },
  });
  expect(await emulated.invoke()).toEqual({ isDone: true });
  await emulated[Symbol.asyncDispose]();
  expect(compiledFunctions(await readFile(log, 'utf8'))).toEqual([]);
}, 120_000);

/** The names of the functions that V8 has compiled in the snapshot's libraries, from a log of its events. */
function compiledFunctions(log: string): string[] {
  const events = log.split('\n').map((line) => line.split(','));
  const [, libraries] =
    events.find(([kind, , name]) => kind === 'script-details' && name?.endsWith('/libraries.cjs')) ?? [];
  expect(libraries).toBeDefined();
  return events
    .filter(([kind, tier, script]) => kind === 'function' && tier === 'interpreter' && script === libraries)
    .map((fields) => String(fields[7]));
}

it('no module of Node, apart from undici, has a class that V8 confuses when it compiles it after the start', () => {
  const modules = Object.entries((process as unknown as NodeInternals).binding('natives'));
  expect(modules.length).toBeGreaterThan(300);
  const isMixedUp = ([, code]: [string, string]) =>
    adaptCode.call({ parse: parseAst }, `(function () {${code}\n})`)?.code.includes('#alrFirst') ?? false;
  const names = modules
    .filter(([name]) => isModule(name))
    .filter(isMixedUp)
    .map(([name]) => name);
  expect(names).toEqual(['internal/deps/undici/undici']);
});

/** `natives` also has the options of Node's own build, and the ES modules of V8's profile processor. */
function isModule(name: string): boolean {
  return name !== 'config' && !name.startsWith('internal/deps/v8/tools/');
}

interface NodeInternals {
  binding(name: 'natives'): Record<string, string>;
}
