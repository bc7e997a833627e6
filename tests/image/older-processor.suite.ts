import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { emulateIn } from '../emulator/emulated-function.ts';
import { buildFunction } from '../snapshot/build-function.ts';

const run = promisify(execFile);

/** Debian's package qemu-user. The variable names the program if it is elsewhere. */
const qemu = process.env.QEMU_X86_64 ?? 'qemu-x86_64';
const hasQemu = process.arch === 'x64' && spawnSync(qemu, ['--version']).status === 0;
if (!hasQemu) console.warn('SKIPPED: the test of an older processor needs qemu-user');

const SOURCE = `import { Runtime } from '@alr/runtime';
export class handler extends Runtime {
  async handler() { return { node: process.version }; }
}`;

/** Lambda runs a function on processors of several generations. V8 compiles for the one that it runs on. */
it.skipIf(!hasQemu)('a snapshot and a compile cache are accepted on an older processor', async () => {
  const built = await buildFunction({ 'app.mjs': SOURCE }, 'libraries');
  const program = join(built.task, 'alr-bootstrap.js');
  const { stdout } = await run('head', ['-n', '1', program]);
  const [, node = '', option = ''] = /^#!(\S+) (.*)/.exec(stdout) ?? [];
  expect(option).toBe(`--snapshot-blob=${join(built.task, 'snapshot.blob')}`);
  const env = { LAMBDA_TASK_ROOT: built.task, NODE_COMPILE_CACHE: join(built.task, '.compile-cache') };
  const make = [join(built.project, 'image', 'compile-cache.mjs'), 'make'];
  await run(node, make, { env: { ...process.env, ...env } });

  const library = process.env.LD_LIBRARY_PATH;
  await using older = await emulateIn(built.task, {
    command: [qemu, '-cpu', 'Nehalem', node, option, program],
    env: {
      ...env,
      LAMBDA_MODULE: 'app.handler',
      NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
      ...(library !== undefined && { LD_LIBRARY_PATH: library }),
    },
  });
  expect(await older.invoke()).toEqual({ node: process.version });
  await expect.poll(() => older.log(), { timeout: 30_000 }).toMatch(/V8 code cache for ESM .*\/app\.js was accepted/);
  expect(older.log()).not.toContain('starting without the snapshot');
});
