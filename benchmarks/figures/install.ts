import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimeAndPeers } from '../clients/install.ts';
import { npmInstall } from '../clients/npm.ts';
import type { Comparison, Figure, Unit } from './figure.ts';

interface Installed {
  readonly seconds: number;
  readonly megabytes: number;
  readonly packages: number;
  /** The number of packages with install scripts. */
  readonly withScripts: number;
}

/** The time and disk space that `npm install` takes. */
export const install: Figure = {
  name: 'install',
  about: 'npm install in an empty folder, with a warm npm cache',
  async measure(bench) {
    const alr: Installed[] = [];
    const rounds = bench.rounds(3);
    for (let round = 0; round < rounds; round++) {
      bench.progress(`round ${round + 1} of ${rounds}`);
      alr.push(await installOnce(runtimeAndPeers(bench.tarballs)));
    }
    // It takes minutes, so it was measured once, when it was installed.
    const ric = bench.ric && [{ ...(await describe(bench.ric.folder)), seconds: bench.ric.installSeconds }];
    const row = (title: string, unit: Unit, numberOf: (installed: Installed) => number): Comparison => ({
      title,
      unit,
      samples: { alr: alr.map(numberOf), ...(ric && { ric: ric.map(numberOf) }) },
    });
    return {
      comparisons: [
        row('Installation', 's', ({ seconds }) => seconds),
        row('Installation, on disk', 'MB', ({ megabytes }) => megabytes),
        row('Installation, packages', '', ({ packages }) => packages),
        row('Installation, packages with install scripts', '', ({ withScripts }) => withScripts),
      ],
      series: [],
    };
  },
};

async function installOnce(packages: readonly string[]): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-install-'));
  try {
    const seconds = await npmInstall(folder, packages);
    return { ...(await describe(folder)), seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(folder: string): Promise<Omit<Installed, 'seconds'>> {
  const modules = join(folder, 'node_modules');
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const packages = Object.values(lock.packages);
  const withScripts = packages.filter(({ hasInstallScript }) => hasInstallScript === true).length;
  return { megabytes: await megabytesIn(modules), packages: packages.length, withScripts };
}

/** The disk space of the files, as `du` reports it: even a small file takes a whole block. */
async function megabytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const blocks = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).blocks),
  );
  return (blocks.reduce((sum, count) => sum + count, 0) * 512) / 1e6;
}
