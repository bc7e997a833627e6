import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toSources } from './source-positions.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alr maps-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Its first place comes from line 10, column 5. */
const MAP = JSON.stringify({ version: 3, sources: ['../src/app.ts'], names: [], mappings: 'AASI' });

async function built(comment: string): Promise<string> {
  const file = join(folder, 'app.js');
  await writeFile(file, `fail();\n${comment}`);
  return file;
}

/** The place at which the file fails, as the stack of a module tells it. */
const failure = (file: string): string => `${new URL(`file://${file}`).href}:1:1`;

describe('a frame of a stack', () => {
  it.each([
    ['a function', (place: string) => `    at fail (${place})`],
    ['an asynchronous function', (place: string) => `    at async Shop.fail (${place})`],
    ['the module itself', (place: string) => `    at ${place}`],
    ['the module itself, asynchronously', (place: string) => `    at async ${place}`],
    ['an error with properties, as the console shows it', (place: string) => `    at fail (${place}) {`],
    ['a cause, as the console shows it', (place: string) => `        at fail (${place})`],
  ])('tells its place in the file that was written: %s', async (_what, frame) => {
    const file = await built('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, MAP);
    const source = join(folder, '../src/app.ts:10:5');
    expect(toSources(`Error: no\n${frame(failure(file))}\n    at next`)).toBe(
      `Error: no\n${frame(source)}\n    at next`,
    );
    expect(toSources(frame(`${file}:1:1`))).toBe(frame(source));
  });

  it('tells it by a map within the file', async () => {
    const inlined = Buffer.from(MAP).toString('base64');
    const file = await built(`//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inlined}`);
    expect(toSources(`    at ${failure(file)}`)).toBe(`    at ${join(folder, '../src/app.ts')}:10:5`);
  });

  it.each([
    ['the file has no map', ''],
    ['the map isn’t there', '//# sourceMappingURL=app.js.map'],
    ['the map is no JSON', '//# sourceMappingURL=data:application/json;base64,e30x'],
    ['the map says nothing of it', '//# sourceMappingURL=data:application/json;base64,e30='],
    ['its comment isn’t the last line', '//# sourceMappingURL=app.js.map\nmore();'],
  ])('stays as it is where %s', async (_why, comment) => {
    const file = await built(comment);
    if (comment.includes('more')) await writeFile(`${file}.map`, MAP);
    const frame = `    at ${failure(file)}`;
    expect(toSources(frame)).toBe(frame);
  });

  it.each([
    'node:internal/timers:10:5',
    '/no/such/file.js:1:1',
    'http://host/a.js:1:1',
    'file:///%.js:1:1',
    `/${'a'.repeat(900)}.js:1:1`,
    '/\0.js:1:1',
    'fail (native)',
  ])('stays as it is where there is no such file: %s', (place) => {
    expect(toSources(`    at ${place}`)).toBe(`    at ${place}`);
  });
});

describe('a text that somebody else has put into an error', () => {
  it('names no file to be read but a script', () => {
    // To read the device would take for ever.
    const text = 'Error: no\n    at fail (/dev/zero:1:1)\n    at fail (/dev/zero.js:1:1)';
    expect(toSources(text)).toBe(text);
  });

  it('is left alone where it is no frame', async () => {
    const file = await built('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, MAP);
    expect(toSources(`Error: see ${file}:1:1`)).toBe(`Error: see ${file}:1:1`);
  });

  it.each(['/', ' (/', ':1', ' (', '\n    at /', '\n    at fail (/x.js:1:1)'])(
    'may be long: %j again and again',
    (part) => {
      const text = `Error: no\n    at ${part.repeat(200_000)}`;
      expect(toSources(text)).toBe(text);
    },
  );
});
