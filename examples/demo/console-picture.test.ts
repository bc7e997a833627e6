import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, 'console-picture.ts');

/** The size of a picture in the format PNG. */
function sizeOf(picture: Buffer): { readonly width: number; readonly height: number } {
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  return { width: picture.readUInt32BE(16), height: picture.readUInt32BE(20) };
}

it.runIf(existsSync('/usr/bin/chromium'))('takes the picture of the console for the READMEs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alr-picture-'));
  try {
    const file = join(folder, 'console.png');
    await promisify(execFile)(process.execPath, [SCRIPT, file]);
    const kept = await readFile(join(import.meta.dirname, '../../docs/images/console.png'));
    expect(sizeOf(await readFile(file))).toEqual(sizeOf(kept));
    expect(kept.length).toBeLessThan(150_000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
