import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startVitest } from 'vitest/node';
import { FailureReporter } from './failure-reporter.ts';

it('writes the values that differ and the causes of each failed test, without colors', async () => {
  const root = await mkdtemp(join(tmpdir(), 'alr-failures-'));
  await writeFile(
    join(root, 'sums.test.js'),
    `describe('a sum', () => {
  it('is right', () => {});
  it('is wrong', () => expect({ sum: 2 }).toEqual({ sum: 3 }));
  it('fails', () => { throw new Error('no sum', { cause: new TypeError('no numbers') }); });
});`,
  );
  const { exitCode } = process;
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    watch: false,
    globals: true,
    reporters: [new FailureReporter()],
  });
  await vitest.close();
  // Vitest has set that of this process.
  process.exitCode = exitCode;
  const text = await readFile(join(root, 'reports/failures.txt'), 'utf8');
  expect(text).toMatch(
    /^sums\.test\.js > a sum > is wrong\n {2}AssertionError: .*\n(?: {2}.*\n)*? {2}- +"sum": 3,\n {2}\+ +"sum": 2,/m,
  );
  expect(text).toMatch(/^sums\.test\.js > a sum > fails\n {2}Error: no sum\n {2}TypeError: no numbers\n\n/m);
  expect(text).not.toContain('is right');
  expect(text).not.toContain('\u001b');
  await rm(root, { recursive: true });
});
