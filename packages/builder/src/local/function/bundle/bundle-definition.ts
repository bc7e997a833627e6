import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { templatePath } from '../../../package-files.ts';
import { BuildError } from './build-error.ts';

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

/** Describes the bundle of a function. */
export interface BundleDefinition {
  functionBundle(handler: string, directory: string): BundleDescription;
  installedManifest(name: string, from: URL): string | undefined;
  describeFailure(error: unknown): string;
}

/** Where the definition of the bundle is in a project. */
export const DEFINITION_FILE = 'image/function-bundle.mjs';

/** The listener for Rolldown's messages. Errors end the build. */
export function logListener({ input: { onLog } }: BundleDescription, onWarning: (log: BundlerLog) => void): object {
  return (level: string, log: BundlerLog, show: ShowLog) =>
    onLog(level, log, (shown, shownLog) => {
      if (shown === 'error') show(shown, shownLog);
      else if (shown === 'warn') onWarning(shownLog);
    });
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
