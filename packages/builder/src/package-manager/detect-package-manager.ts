import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFileIfExists } from '../config/read/read-files.ts';
import {
  commandsOf,
  type PackageManager,
  type PackageManagerCommands,
  packageManagerIn,
  packageManagers,
} from './package-managers.ts';

/**
 * Detects the package manager of a project: by its lockfile, its Makefile, or the nearest lockfile or `packageManager` in
 * its directory and those above it. Undefined if nothing shows it.
 */
export async function detectPackageManager(directory: string): Promise<PackageManager | undefined> {
  return byLockfile(directory) ?? (await byMakefile(directory)) ?? (await nearest(directory));
}

/** The commands of a project's package manager; those of npm if nothing shows which one it has. */
export async function detectCommands(directory: string): Promise<PackageManagerCommands> {
  return commandsOf[(await detectPackageManager(directory)) ?? 'npm'];
}

async function nearest(directory: string): Promise<PackageManager | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = byLockfile(folder) ?? (await byManifest(folder));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

function byLockfile(directory: string): PackageManager | undefined {
  return packageManagers.find((name) => commandsOf[name].lockfiles.some((file) => existsSync(join(directory, file))));
}

async function byManifest(directory: string): Promise<PackageManager | undefined> {
  try {
    const manifest: unknown = JSON.parse((await readFileIfExists(join(directory, 'package.json'))) ?? '{}');
    return packageManagerIn((manifest as { packageManager?: unknown } | null)?.packageManager);
  } catch {
    // A file that is invalid or cannot be read shows nothing. If it is the project's own, install reports it.
    return undefined;
  }
}

/** There is no lockfile before the first installation, but the managed Makefile has the commands of the user's choice. */
async function byMakefile(directory: string): Promise<PackageManager | undefined> {
  const makefile = await readFileIfExists(join(directory, 'Makefile'));
  return packageManagers.find((name) => makefile?.includes(`${commandsOf[name].exec} alr-builder`));
}
