/** Finds packages and reads their manifests. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** The bundle cannot be built. The message is for the user, and needs no stack trace. */
export class BundleError extends Error {
  name = 'BundleError';
}

/** The package.json of an installed package, as seen from a module; undefined if it is not installed. */
export function installedManifest(name, from) {
  if (URL.canParse(name)) return undefined;
  try {
    const file = findPackageJSON(name, from);
    // In pnpm's store, the dependencies of a package lie next to its real path.
    return file && realpathSync(file);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** The command that adds packages to a project, by its lockfile or `packageManager`. */
export function addCommand(directory) {
  for (let folder = directory; ; folder = dirname(folder)) {
    const [, command] =
      addCommands.find(([lockfile]) => existsSync(join(folder, lockfile))) ??
      addCommands.find(([, words]) => managerOf(folder).startsWith(`${words.split(' ')[0]}@`)) ??
      [];
    if (command !== undefined) return command;
    if (folder === dirname(folder)) return 'npm install';
  }
}

const addCommands = [
  ['package-lock.json', 'npm install'],
  ['npm-shrinkwrap.json', 'npm install'],
  ['pnpm-lock.yaml', 'pnpm add'],
  ['yarn.lock', 'yarn add'],
  ['bun.lock', 'bun add'],
  ['bun.lockb', 'bun add'],
];

function managerOf(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) ? String(readJson(manifest).packageManager) : '';
}

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BundleError(`${file} cannot be read: ${error.message}`);
  }
}
