import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLE = /```js\n(?<code>.*?)```\n\n```text\n(?<output>.*?)```/gs;

describe('the README', () => {
  it.each([...README.matchAll(EXAMPLE)].map(({ groups }) => ({ ...groups })))(
    'has examples that print what it says',
    ({ code = '', output }) => {
      const args = ['--input-type=module', '--eval', code];
      expect(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' })).toBe(output);
    },
  );
});
