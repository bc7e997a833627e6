import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

let shown: string;
beforeAll(async () => {
  const demo = join(import.meta.dirname, 'demo.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [demo]);
  shown = stripVTControlCharacters(stdout);
}, 60_000);

describe('the demo', () => {
  it('shows an event and its response', () => {
    expect(shown).toMatch(/→ \{"name":"Ada"\}\n[^→]*← \{"message":"Hello, Ada!"\} +\d+ ms\n/);
  });

  it('shows each chunk of a streamed response with its time', () => {
    const chunks = [...shown.matchAll(/← "(\S+) " +(\d+) ms\n/g)];
    expect(chunks.map(([, word]) => word)).toEqual(['Hello', 'Ada,', 'nice', 'to', 'meet', 'you']);
    const times = chunks.map(([, , time]) => Number(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('shows an error, and that the function keeps running', () => {
    expect(shown).toMatch(/✗ TypeError: name must be a string, not 42 .+← \{"message":"Hello, Grace!"\}/s);
  });

  it('shows the log of the function', () => {
    expect(shown).toContain('│ INFO greeting Ada\n');
  });

  it('fits a screen', () => {
    const lines = shown.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100);
  });

  it('stops the function', async () => {
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(shown) ?? [];
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
