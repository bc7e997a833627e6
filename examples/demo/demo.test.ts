import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

  describe('of a bucket with a queue', () => {
    const part = (from: string, to: string) => shown.slice(shown.indexOf(from), shown.indexOf(to)).split('\n');

    it('shows that an upload is handled, and that another one fails and is hidden', () => {
      const upload = part('A bucket invokes', 'It is delivered again').join('\n');
      expect(upload).toContain('│ INFO my cat.jpg of photos is a photo of 25 bytes\n');
      expect(upload).toMatch(
        /│ ERROR .+TypeError: dog\.heic is not a photo\n.+back to the queue uploads, hidden for 6 minutes\n/,
      );
      expect(upload).toContain('queue uploads: dog.heic, hidden, received once\n');
    });

    it('shows the skips to its third delivery, and that it then is in the dead-letter queue', () => {
      const skips = part('It is delivered again', 'The function is fixed').join('\n');
      const retry = '» skip 6m\n.+│ ERROR .+dog\\.heic is not a photo\n.+hidden for 6 minutes\n +';
      expect(skips).toMatch(new RegExp(`${retry}${retry}» skip 6m\n.+moved from uploads to uploads-dlq\n`));
      expect(skips).toMatch(/18 minutes have passed in \d+ ms\n/);
      expect(skips).toContain('queue uploads-dlq: dog.heic, visible, received 3 times\n');
    });

    it('shows that the message is handled after the fix and the redrive', () => {
      const redrive = part('The function is fixed', 'Try it yourself').join('\n');
      expect(redrive).toMatch(/- .+\['\.jpg'\];\n +\+ .+\['\.jpg', '\.heic'\];\n.+album\.ts changed\n/);
      expect(redrive).toContain('│ INFO dog.heic of photos is a photo of 23 bytes\n');
      expect(redrive).toMatch(/queue uploads: empty\n +queue uploads-dlq: empty\n/);
    });

    it('leaves the example with its bug', async () => {
      const code = await readFile(join(import.meta.dirname, 'album', 'album.ts'), 'utf8');
      expect(code).toContain("const formats = ['.jpg'];");
    });

    it('fits a small screen', () => {
      const lines = part('A bucket invokes', 'Try it yourself');
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    });
  });

  it('has lines that fit a terminal', () => {
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThan(100);
    expect(shown.slice(0, shown.indexOf('A bucket invokes')).split('\n').length).toBeLessThan(40);
  });

  it('stops the function', async () => {
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(shown) ?? [];
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
