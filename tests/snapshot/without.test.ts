import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emulateIn } from '../emulator/emulated-function.ts';
import { commonJs, esModule } from '../package-kinds.ts';
import { type BuiltFunction, buildFunction } from './build-function.ts';

/** As it is in UTC, which is the time zone of Lambda. */
const DAWN = '2020-01-01T06:00:00.000Z';

describe('a function with a snapshot', () => {
  let built: BuiltFunction;
  beforeAll(async () => {
    const source = `import { dawn, folder, isDebugging } from 'debug';
export const handler = async () => ({
  isDebugging,
  folder,
  dawn,
  isFromSnapshot: globalThis[Symbol.for('alr.libraries')] !== undefined,
  tool: globalThis.tool ?? null,
});`;
    const library = esModule(
      'debug',
      `export const isDebugging = process.env.DEBUG !== undefined;
export const options = Object.keys(process.env).filter((name) => name.startsWith('DEBUG_'));
export const folder = process.cwd();
export const dawn = new Date(2020, 0, 1, 6).toISOString();`,
    );
    built = await buildFunction({ ...library, 'app.mjs': source }, 'libraries');
    expect(built.printed).not.toContain('snapshot: without');
    await writeFile(join(built.task, 'tool.cjs'), 'globalThis.tool = (globalThis.tool ?? 0) + 1;');
  }, 120_000);

  it.each([
    {},
    { TZ: ':UTC' },
    { TZ: 'UTC' },
    // V8's flags, with which Node could refuse the snapshot.
    { NODE_OPTIONS: '--max-old-space-size=100 --max-semi-space-size=4 --stack-trace-limit=50' },
    { NODE_OPTIONS: '--jitless --expose-gc' },
  ])('starts from it if the environment is %o', async (env) => {
    await using emulated = await built.start(env);
    expect(await emulated.invoke()).toEqual({
      isDebugging: false,
      folder: built.task,
      dawn: DAWN,
      isFromSnapshot: true,
      tool: null,
    });
  });

  it.each([
    [{ ALR_SNAPSHOT: 'none' }, 'ALR_SNAPSHOT is none', {}],
    [{ DEBUG: '*' }, 'a library reads DEBUG while it loads', { isDebugging: true }],
    [{ DEBUG_COLORS: 'no' }, 'a library reads DEBUG_* while it loads', {}],
    [{ TZ: 'Asia/Tokyo' }, 'a library uses the time zone while it loads', { dawn: '2019-12-31T21:00:00.000Z' }],
    [{ NODE_OPTIONS: '--import ./tool.cjs' }, 'Node is started with --import', { tool: 1 }],
    [{ NODE_OPTIONS: '--require ./tool.cjs' }, 'Node is started with --require', { tool: 1 }],
    [{ NODE_OPTIONS: '-r ./tool.cjs' }, 'Node is started with -r', { tool: 1 }],
    [{ NODE_OPTIONS: '--max-http-header-size=8192' }, 'a library may read the value of --max-http-header-size', {}],
  ])('starts without it if the environment is %o', async (env, reason, changes) => {
    await using emulated = await built.start(env);
    const response = {
      isDebugging: false,
      folder: built.task,
      dawn: DAWN,
      isFromSnapshot: false,
      tool: null,
      ...changes,
    };
    expect(await emulated.invoke()).toEqual(response);
    await expect.poll(() => emulated.log()).toContain(`starting without the snapshot: ${reason}`);
  });

  it('starts without it if the working directory is another one', async () => {
    await using emulated = await emulateIn(built.task, {
      command: ['env', '--chdir=/', join(built.task, 'alr-bootstrap.js')],
      env: { LAMBDA_MODULE: 'app.handler', LAMBDA_TASK_ROOT: built.task },
    });
    expect(await emulated.invoke()).toEqual({
      isDebugging: false,
      folder: '/',
      dawn: DAWN,
      isFromSnapshot: false,
      tool: null,
    });
    const line = 'starting without the snapshot: a library reads the working directory';
    await expect.poll(() => emulated.log()).toContain(line);
  });
});

describe('a function with a library that parses dates', () => {
  async function respondInTokyo(texts: readonly string[]) {
    const library = esModule(
      'parses',
      `export const dates = ${JSON.stringify(texts)}.map((text) => Date.parse(text));`,
    );
    const source = `import { dates } from 'parses';
const isFromSnapshot = globalThis[Symbol.for('alr.libraries')] !== undefined;
export const handler = async () => ({ dates, isFromSnapshot });`;
    const built = await buildFunction({ ...library, 'app.mjs': source }, 'libraries');
    expect(built.printed).not.toContain('snapshot: without');
    await using emulated = await built.start({ TZ: 'Asia/Tokyo' });
    const response = await emulated.invoke();
    const { isFromSnapshot } = response as { isFromSnapshot: boolean };
    const line = 'starting without the snapshot: a library uses the time zone while it loads';
    if (!isFromSnapshot) await expect.poll(() => emulated.log()).toContain(line);
    return response;
  }

  it.each([
    ['2020-01-01T00:00', '2019-12-31T15:00:00.000Z'],
    ['1 Jan 2020', '2019-12-31T15:00:00.000Z'],
    ['2020-1-1', '2019-12-31T15:00:00.000Z'],
    // V8 takes it for a month of 2001.
    ['12', '2001-11-30T15:00:00.000Z'],
  ])('starts without the snapshot in another time zone if one is %o', async (text, expected) => {
    expect(await respondInTokyo([text])).toEqual({ dates: [Date.parse(expected)], isFromSnapshot: false });
  });

  it('starts from the snapshot in any time zone if they do not depend on it', async () => {
    const texts = ['2020-01-01', '2020', '2020-01-01T00:00Z', 'Wed, 01 Jan 2020 00:00:00 GMT', '2020-01-01 9:00 +0900'];
    const dates = texts.map(() => Date.UTC(2020));
    expect(await respondInTokyo(texts)).toEqual({ dates, isFromSnapshot: true });
  });
});

it.each([
  [
    'the function',
    {
      'app.cjs': `const { Runtime } = require('@alr/runtime');
      exports.handler = class extends Runtime { handler() { return { required: true }; } };`,
    },
  ],
  [
    'one of its packages',
    {
      'app.mjs': `export { handler } from 'base';`,
      ...commonJs(
        'base',
        `const { Runtime } = require('@alr/runtime');
        exports.handler = class extends Runtime { handler() { return { required: true }; } };`,
      ),
    },
  ],
])('a bundle runs if %s requires the runtime as CommonJS', async (_, files) => {
  const built = await buildFunction(files, 'none');
  await using emulated = await built.start();
  expect(await emulated.invoke()).toEqual({ required: true });
});
