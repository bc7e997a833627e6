import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toSourcePositions } from './source-positions.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alr maps (1)-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Maps the first position of the file to line 10, column 5. */
const SOURCE_MAP = JSON.stringify({ version: 3, sources: ['../src/app.ts'], names: [], mappings: 'AASI' });

async function writeScript(comment: string): Promise<string> {
  const file = join(folder, 'app.js');
  await writeFile(file, `fail();\n${comment}`);
  return file;
}

/** The position at which the file fails, as in the stack of an ES module. */
const failurePosition = (file: string): string => `${new URL(`file://${file}`).href}:1:1`;

describe('a stack frame', () => {
  it.each([
    ['a function', (position: string) => `    at fail (${position})`],
    ['an async function', (position: string) => `    at async Shop.fail (${position})`],
    ['the module itself', (position: string) => `    at ${position}`],
    ['the module itself, after an await', (position: string) => `    at async ${position}`],
    ['an error with properties, formatted by the console', (position: string) => `    at fail (${position}) {`],
    ['a cause, formatted by the console', (position: string) => `        at fail (${position})`],
  ])('gets its position in the original source: %s', async (_what, frame) => {
    const file = await writeScript('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, SOURCE_MAP);
    const source = join(folder, '../src/app.ts:10:5');
    expect(toSourcePositions(`Error: no\n${frame(failurePosition(file))}\n    at next`)).toBe(
      `Error: no\n${frame(source)}\n    at next`,
    );
    expect(toSourcePositions(frame(`${file}:1:1`))).toBe(frame(source));
  });

  it('is mapped by a source map inside the file', async () => {
    const inlined = Buffer.from(SOURCE_MAP).toString('base64');
    const file = await writeScript(`//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inlined}`);
    expect(toSourcePositions(`    at ${failurePosition(file)}`)).toBe(`    at ${join(folder, '../src/app.ts')}:10:5`);
  });

  it.each([
    ['the file has no map', ''],
    ['the map is missing', '//# sourceMappingURL=app.js.map'],
    ['the map is not JSON', '//# sourceMappingURL=data:application/json;base64,e30x'],
    ['the map has no mapping for it', '//# sourceMappingURL=data:application/json;base64,e30='],
    ['the comment is not the last line', '//# sourceMappingURL=app.js.map\nmore();'],
  ])('is unchanged if %s', async (_why, comment) => {
    const file = await writeScript(comment);
    if (comment.includes('more')) await writeFile(`${file}.map`, SOURCE_MAP);
    const frame = `    at ${failurePosition(file)}`;
    expect(toSourcePositions(frame)).toBe(frame);
  });

  it.each([
    'node:internal/timers:10:5',
    '/no/such/file.js:1:1',
    'http://host/a.js:1:1',
    'file:///%.js:1:1',
    `/${'a'.repeat(900)}.js:1:1`,
    '/\0.js:1:1',
    'fail (native)',
  ])('is unchanged if there is no such file: %s', (position) => {
    expect(toSourcePositions(`    at ${position}`)).toBe(`    at ${position}`);
  });
});

describe('untrusted text in an error', () => {
  it('cannot make the runtime read anything but scripts', () => {
    // Reading the device would never end.
    const text = 'Error: no\n    at fail (/dev/zero:1:1)\n    at fail (/dev/zero.js:1:1)';
    expect(toSourcePositions(text)).toBe(text);
  });

  it('is unchanged if it is not a frame', async () => {
    const file = await writeScript('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, SOURCE_MAP);
    expect(toSourcePositions(`Error: see ${file}:1:1`)).toBe(`Error: see ${file}:1:1`);
  });

  it('is unchanged after the first hundred frames', async () => {
    const file = await writeScript('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, SOURCE_MAP);
    const frames = Array.from({ length: 101 }, () => `    at ${failurePosition(file)}`);
    const lines = toSourcePositions(frames.join('\n')).split('\n');
    expect(lines.filter((line) => line.endsWith('app.ts:10:5'))).toHaveLength(100);
    expect(lines.at(-1)).toBe(frames.at(-1));
  });

  it.each(['/', ' (/', ':1', ' (', '\n    at /', '\n    at fail (/x.js:1:1)'])(
    'is processed quickly even if it repeats %j many times',
    (part) => {
      const text = `Error: no\n    at ${part.repeat(200_000)}`;
      expect(toSourcePositions(text)).toBe(text);
    },
  );
});
