import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findWorkspace } from '../../../image/context/workspace.ts';
import { detectCommands } from '../../../package-manager/detect-package-manager.ts';
import { ExpectedError } from '../../../terminal/expected-error.ts';
import { BuildError } from './build-error.ts';

/** The project has a bundler that is not installed. */
export class BundlerNotFoundError extends ExpectedError {
  override get name(): string {
    return 'BundlerNotFoundError';
  }
}

/** The part of Rolldown's interface that is used here. */
export interface Rolldown {
  rolldown(input: object): Promise<{
    write(output: object): Promise<{ readonly output: readonly BuiltFile[] }>;
    /** The files of all modules, also if the build has failed. */
    readonly watchFiles: Promise<readonly string[]>;
    close(): Promise<void>;
  }>;
}

/** A file that Rolldown has written. */
export interface BuiltFile {
  readonly fileName: string;
  /** The names that a chunk exports. */
  readonly exports?: readonly string[];
  /** The files and modules that a chunk imports. */
  readonly imports?: readonly string[];
}

/**
 * Finds the Rolldown that bundles a project's image: the project or the root of its workspace lists it in package.json,
 * or the project has the build script of the scaffold. Undefined if the project is not bundled.
 *
 * @throws {BundlerNotFoundError} the project has a bundler that is not installed
 * @throws {BuildError} a package.json is not valid
 */
export async function findRolldown(directory: string): Promise<string | undefined> {
  const roots = [directory, (await findWorkspace(directory))?.root ?? directory];
  const isListed = roots.some(listsRolldown);
  if (!isListed && !existsSync(join(directory, 'image', 'bundle.mjs'))) return undefined;
  for (let folder = directory; ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', 'rolldown');
    if (existsSync(join(installed, 'package.json'))) return installed;
    if (folder !== dirname(folder)) continue;
    const { install, addForDevelopment } = await detectCommands(directory);
    const command = isListed ? install : `${addForDevelopment} rolldown`;
    throw new BundlerNotFoundError(
      `rolldown, which bundles the function, is not installed in ${directory}: run ${command}`,
    );
  }
}

/** Loads Rolldown from the folder in which it is installed. */
export async function loadRolldown(folder: string): Promise<Rolldown> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports?: { '.'?: string | { import?: string; default?: string } };
  };
  const main = exports?.['.'];
  const file = typeof main === 'string' ? main : (main?.import ?? main?.default ?? './dist/index.mjs');
  return (await import(pathToFileURL(join(folder, file)).href)) as Rolldown;
}

/** @throws {BuildError} the manifest is not valid */
function listsRolldown(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
    return 'rolldown' in { ...manifest.dependencies, ...manifest.devDependencies };
  } catch (error) {
    throw new BuildError(`${file} is not valid: ${(error as Error).message}`, { cause: error });
  }
}
