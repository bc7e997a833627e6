import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Bench } from './figure.ts';

/** One round of a figure, for a test: with the packages of this repository, and as little of everything as possible. */
export async function shortBench(): Promise<Bench> {
  return {
    installed: { alr: await installPackages(), ric: undefined },
    ric: undefined,
    image: undefined,
    tarballs: {},
    subjects: [],
    isFull: false,
    rounds: () => 1,
    amount: (usual) => Math.ceil(usual / 500),
    progress: () => {},
  };
}

/** A folder in which the packages are installed. */
async function installPackages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const packages = join(import.meta.dirname, '../../packages');
  for (const name of ['context', 'writer', 'runtime']) {
    const link = join(folder, 'node_modules/@alr', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(packages, name), link);
  }
  return folder;
}
