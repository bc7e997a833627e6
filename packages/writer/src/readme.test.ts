import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..');
/** A folder in which the package can be imported by name, as users do. */
const FOLDER = join(PACKAGE, 'reports', 'readme');
const README = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
const example = /```js\n(?<code>.*?)```\n\n(?:[^\n]*:\n\n)?```text\n(?<output>.*?)```/gs;

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules', '@alr'), { recursive: true });
  symlinkSync(PACKAGE, join(FOLDER, 'node_modules', '@alr', 'writer'));
});

describe('the README', () => {
  it.each([...README.matchAll(example)].map(({ groups }) => ({ ...groups })))(
    'has examples that print the output shown',
    ({ code = '', output }) => {
      const args = ['--input-type=module', '--eval', code];
      expect(execFileSync(process.execPath, args, { cwd: FOLDER, encoding: 'utf8' })).toBe(output);
    },
  );
});
