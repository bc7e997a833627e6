import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findWorkspace } from '../../image/context/workspace.ts';
import { templatePath } from '../../package-files.ts';
import { detectCommands } from '../../package-manager/detect-package-manager.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
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

/** A message of Rolldown. */
export interface BundlerLog {
  readonly id?: string;
  readonly message: string;
}

type ShowLog = (level: string, log: BundlerLog) => void;

/** What a function's bundle consists of; see `templates/managed/image/function-bundle.mjs`. */
export interface BundleDescription {
  readonly file: string;
  readonly exportPath: readonly string[];
  readonly files: readonly string[];
  /** The build adds to them. */
  readonly packages: string[];
  readonly parents: URL[];
  readonly input: {
    readonly input: Readonly<Record<string, string>>;
    readonly plugins: readonly object[];
    readonly transform?: { readonly define?: Readonly<Record<string, string>> };
    readonly onLog: (level: string, log: BundlerLog, show: ShowLog) => void;
  };
  readonly output: object;
}

/** The listener for Rolldown's messages. Errors end the build. */
export function logListener({ input: { onLog } }: BundleDescription, onWarning: (log: BundlerLog) => void): object {
  return (level: string, log: BundlerLog, show: ShowLog) =>
    onLog(level, log, (shown, shownLog) => {
      if (shown === 'error') show(shown, shownLog);
      else if (shown === 'warn') onWarning(shownLog);
    });
}

/** Describes the bundle of a function. */
export interface BundleDefinition {
  functionBundle(handler: string, directory: string): BundleDescription;
  installedManifest(name: string, from: URL): string | undefined;
  describeFailure(error: unknown): string;
}

/** Where the definition of the bundle is in a project. */
export const DEFINITION_FILE = 'image/function-bundle.mjs';

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

/** The file with the definition of the bundle. */
export function definitionFile(directory: string): string {
  const ofProject = join(directory, DEFINITION_FILE);
  return existsSync(ofProject) ? ofProject : templatePath(`managed/${DEFINITION_FILE}`);
}

/** Loads the definition of the bundle: the project's, which the user may have changed, or else this package's. */
export async function loadDefinition(directory: string): Promise<BundleDefinition> {
  const file = definitionFile(directory);
  // Another URL, so that a file that has changed is loaded again.
  const url = `${pathToFileURL(file).href}?${statSync(file).mtimeMs}`;
  try {
    return (await import(url)) as BundleDefinition;
  } catch (error) {
    throw new BuildError(`${DEFINITION_FILE} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
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
