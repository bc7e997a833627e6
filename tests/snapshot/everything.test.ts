import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

/** A function whose class is made in the snapshot. */
const SOURCE = `import { Runtime } from '@alr/runtime';
import { prices } from 'prices';

const table = new Map(Object.entries(prices));
export class handler extends Runtime {
  async init() { this.stage = process.env.STAGE; this.started = performance.timeOrigin; }
  async handler() { return { stage: this.stage, tea: table.get('tea'), file: import.meta.filename, age: Date.now() - this.started }; }
}`;
const prices = esModule('prices', 'export const prices = { tea: 3 };');

describe('a function that is in the snapshot itself', () => {
  it('initializes after the start', async () => {
    const built = await buildFunction({ ...prices, 'app.mjs': SOURCE }, 'everything');
    expect(built.printed).toContain('snapshot: everything');
    await using emulated = await built.start({ STAGE: 'of the start' });
    const response = (await emulated.invoke()) as { age: number };
    expect(response).toMatchObject({ stage: 'of the start', tea: 3, file: `${built.task}/app.js` });
    // Not since the build.
    expect(response.age).toBeLessThan(30_000);
  });

  it('does not load the file of its handler', async () => {
    const built = await buildFunction({ ...prices, 'app.mjs': SOURCE }, 'everything');
    await writeFile(join(built.task, 'app.js'), `throw new Error('loaded');`);
    await using emulated = await built.start();
    expect(await emulated.invoke()).toMatchObject({ tea: 3 });
  });

  it('loads that file if it starts without the snapshot, where tools hook imports', async () => {
    const built = await buildFunction({ ...prices, 'app.mjs': SOURCE }, 'everything');
    await writeFile(join(built.task, 'app.js'), `export const handler = async () => 'from the file';`);
    await writeFile(join(built.task, 'tool.mjs'), '');
    await using emulated = await built.start({ NODE_OPTIONS: '--import ./tool.mjs' });
    expect(await emulated.invoke()).toBe('from the file');
  });

  it.each(['module.exports = async () => 1;', 'exports.handler = async () => 1;'])(
    'is not built if its module is CommonJS: %s',
    async (source) => {
      const building = buildFunction({ 'package.json': '{}', 'app.js': source }, 'everything');
      await expect(building).rejects.toThrow(
        'app.js is CommonJS, and only ES modules can be in a snapshot with everything',
      );
    },
  );

  it.each([
    ['an environment variable', 'process.env.TABLE', 'the function reads process.env.TABLE'],
    ['other environment variables', '(process.env = { TABLE: "orders" })', 'the function sets process.env'],
    ['the time', 'Date.now()', 'the function reads the time (Date.now)'],
    ['randomness', 'crypto.randomUUID()', 'the function reads randomness'],
    ['a timer', 'setInterval(() => {}, 1000)', 'the function starts a timer'],
    ['a file', "fs.openSync('/dev/null')", 'the function calls fs.openSync'],
    ['a server', 'net.createServer()', 'the function uses createServer of node:net'],
    ['what a library reads for it', 'readTable()', 'the function, through tables, reads process.env.TABLE'],
  ])('is not built if its module keeps %s', async (_, expression, reason) => {
    const tables = esModule('tables', 'export const readTable = () => process.env.TABLE;');
    const source = `import * as fs from 'node:fs';
import * as net from 'node:net';
import { readTable } from 'tables';
export const kept = ${expression};
export const handler = async () => [fs, net, readTable].length;`;
    const building = buildFunction({ ...tables, 'app.mjs': source }, 'everything');
    await expect(building).rejects.toThrow(reason);
    await expect(building).rejects.toThrow('(app.mjs:4)');
  });
});
