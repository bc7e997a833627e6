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

describe('a place in a stack', () => {
  it('is told in the file that was written, where there is a map beside the one that ran', async () => {
    const file = await built('//# sourceMappingURL=app.js.map\n');
    await writeFile(`${file}.map`, MAP);
    const source = join(folder, '../src/app.ts');
    // A folder with a blank is one of those that a stack without a URL can't tell the end of.
    expect(toSources(`Error: no\n    at fail (${new URL(`file://${file}`).href}:1:1)\n    at next`)).toBe(
      `Error: no\n    at fail (${source}:10:5)\n    at next`,
    );
  });

  it('is told so by a map within the file', async () => {
    const inlined = Buffer.from(MAP).toString('base64');
    const file = await built(`//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inlined}`);
    expect(toSources(`at ${new URL(`file://${file}`).href}:1:1`)).toBe(`at ${join(folder, '../src/app.ts')}:10:5`);
  });

  it.each([
    ['the file has no map', ''],
    ['the map isn’t there', '//# sourceMappingURL=app.js.map'],
    ['the map is no JSON', '//# sourceMappingURL=data:application/json;base64,e30x'],
    ['the map says nothing of it', '//# sourceMappingURL=data:application/json;base64,e30='],
  ])('stays as it is where %s', async (_why, comment) => {
    const place = `at ${new URL(`file://${await built(comment)}`).href}:1:1`;
    expect(toSources(place)).toBe(place);
  });

  it('stays as it is where there is no such file', () => {
    for (const place of [
      'at node:internal/timers:10:5',
      'at /no/such/file.js:1:1',
      'at http://host/a.js:1:1',
      'at %:1:1',
    ]) {
      expect(toSources(place)).toBe(place);
    }
  });
});
