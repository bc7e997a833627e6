/**
 * Imports of packages that are not installed. Rolldown leaves them in the bundle and logs a warning when that is written,
 * which is too late for the function's own imports.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BundleError, installedManifest, readJson } from './installed-packages.mjs';

/**
 * A plugin for Rolldown that rejects them before anything is written. A package may import what is not installed and
 * handle the failure, so only the function's own modules count.
 *
 * @param external patterns of the packages that are copied instead of bundled
 */
export function rejectMissingPackages(directory, external) {
  return {
    name: 'reject-missing-packages',
    generateBundle() {
      const ids = [...this.getModuleIds()];
      const candidates = new Set(ids.filter((id) => isPackage(id) && !external.some((pattern) => pattern.test(id))));
      if (candidates.size === 0) return;
      const failedImports = ids
        .filter((id) => isAbsolute(id) && !id.includes('node_modules'))
        .flatMap((importer) => {
          const { importedIds, dynamicallyImportedIds } = this.getModuleInfo(importer);
          return [...new Set([...importedIds, ...dynamicallyImportedIds])]
            .filter((id) => candidates.has(id) && !isInstalled(id, importer))
            .map((specifier) => ({ specifier, importer }));
        });
      if (failedImports.length === 0) return;
      const problem = new BundleError(failedImports.map((failed) => describe(failed, directory)).join('\n'));
      throw Object.assign(problem, { failedImports });
    },
  };
}

/** A name that is neither a path, a URL, nor internal to Rolldown. It can be an alias that is not configured. */
function isPackage(id) {
  return /^[^./\0][^\0:]*$/.test(id) && !isAbsolute(id) && !isBuiltin(id);
}

/** The name of the package; undefined for what can only be an alias, such as `~/orders`. */
function nameOf(specifier) {
  return specifier.match(/^(@[\w.-]+\/)?\w[\w.-]*(?=\/|$)/)?.[0];
}

function isInstalled(specifier, importer) {
  const name = nameOf(specifier);
  return name !== undefined && installedManifest(name, pathToFileURL(importer)) !== undefined;
}

function describe({ specifier, importer }, directory) {
  const path = relative(directory, importer);
  const lines = readFileSync(importer, 'utf8').split(/\r?\n/);
  const quoted = ['"', "'", '`'].map((quote) => `${quote}${specifier}${quote}`);
  const columnIn = (line) => Math.max(...quoted.map((text) => line.indexOf(text)));
  const index = lines.findIndex((line) => columnIn(line) !== -1);
  const problem = `cannot find ${specifier}: ${advice(specifier, directory)}`;
  // An import that the compiler has added, such as react/jsx-runtime for JSX, has no position.
  if (index === -1) return `${path}: ${problem}`;
  return `${path}:${index + 1}:${columnIn(lines[index]) + 1}: ${problem}\n    ${lines[index].trim()}`;
}

function advice(specifier, directory) {
  const name = nameOf(specifier);
  const alias = 'if it is an alias, add it to "paths" in tsconfig.json';
  if (name === undefined) return alias;
  const install = `install the package, as in ${addCommand(directory)} ${name}`;
  return specifier.includes('/') ? `${install}, or, ${alias}` : install;
}

/** The command that adds packages to a project, by its lockfile or `packageManager`. */
function addCommand(directory) {
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
