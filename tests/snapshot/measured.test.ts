import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildFunction } from './build-function.ts';

const run = promisify(execFile);

/** How often the build starts the function to check the snapshot, and to measure both variants. */
const CHECKS = 1;
const STARTS = 2 * 12;

/**
 * In the first measurement, a start with the snapshot takes twice as long as this machine needs, as if something else
 * ran meanwhile. In the second one, a start without it does. A factor works on every machine; a fixed time would not.
 */
const SOURCE = `import { appendFileSync, readFileSync } from 'node:fs';
import { Runtime } from '@alr/runtime';
const isFromSnapshot = globalThis[Symbol.for('alr.libraries')] !== undefined;
const log = process.env.STARTS;
if (log !== undefined) {
  appendFileSync(log, isFromSnapshot ? 'S' : 'N');
  const isFirst = readFileSync(log, 'utf8').length <= ${CHECKS + STARTS};
  const used = () => process.cpuUsage().user + process.cpuUsage().system;
  const slow = 2 * used();
  while (isFromSnapshot === isFirst && used() < slow);
}
export class handler extends Runtime {
  async handler() {}
}`;

it('is measured again if it does not make a start faster, because the machine may be busy', async () => {
  const built = await buildFunction({ 'app.mjs': SOURCE }, 'none');
  const log = join(built.project, 'starts');
  const env = { ...process.env, STARTS: log };
  const args = [join('image', 'snapshot.mjs'), 'app.handler', 'libraries', built.task];
  const { stdout } = await run(process.execPath, args, { cwd: built.project, env });
  expect(stdout).toMatch(/^snapshot: libraries, of .*: a start takes \d+ ms instead of \d+ ms$/m);
  expect(await readFile(log, 'utf8')).toHaveLength(CHECKS + 2 * STARTS);
}, 300_000);
