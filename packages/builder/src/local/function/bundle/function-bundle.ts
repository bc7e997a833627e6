import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { handlerInImage } from '../../../image/handler-name.ts';
import type { ProgramCommand } from '../environment/function-process.ts';
import { BuildError } from './build-error.ts';
import { adviceForBundle } from './bundle-advice.ts';
import { type BundlerLog, loadDefinition } from './bundle-definition.ts';
import { completeFolder, makeFolder } from './bundle-folder.ts';
import { BundlePositions } from './bundle-positions.ts';
import { loadRolldown } from './find-bundler.ts';
import { PackageStore } from './package-store.ts';
import { writeBundle } from './write-bundle.ts';

/** The settings of a bundle. */
export interface FunctionBundleOptions {
  readonly directory: string;
  /** The folder of the installed Rolldown. */
  readonly rolldown: string;
  readonly onWarning: (message: string) => void;
}

/** How to run a bundle. */
export interface BuiltBundle {
  readonly command: ProgramCommand;
  /** The same with paths in the bundle. */
  readonly shownCommand: ProgramCommand;
}

const BOOTSTRAP = 'alr-bootstrap.js';

/** The bundle that the image would contain, in a temporary folder. */
export class FunctionBundle {
  readonly #options: FunctionBundleOptions;
  #folder: string | undefined;
  #positions: BundlePositions | undefined;
  readonly #packages: PackageStore;
  readonly #warnings = new Set<string>();
  #files: readonly string[] = [];
  #declared: readonly string[] = [];

  constructor(options: FunctionBundleOptions) {
    this.#options = options;
    this.#packages = new PackageStore(join(dirname(options.rolldown), '.cache', 'alr-local'));
  }

  /** The sources of the last build, even if it has failed. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** The files and folders that package.json declares as files that the function reads. */
  get declared(): readonly string[] {
    return this.#declared;
  }

  /**
   * Builds the bundle, and returns the command that runs it.
   *
   * @throws {BuildError} there is an error in the sources
   */
  async build(handler: string): Promise<BuiltBundle> {
    const { directory } = this.#options;
    const [rolldown, definition] = await Promise.all([loadRolldown(this.#options.rolldown), loadDefinition(directory)]);
    const folder = await this.#makeFolder();
    try {
      const describe = () => definition.functionBundle(handlerInImage(handler, directory), directory);
      this.#declared = describe().files.map((path) => resolve(directory, path));
      const bundle = await writeBundle({
        rolldown,
        rolldownFolder: this.#options.rolldown,
        directory,
        describe,
        folder,
        store: this.#packages,
        onFiles: (files) => {
          this.#files = files;
        },
        onWarning: (log) => this.#warn(log),
      });
      completeFolder(folder, directory, bundle, definition);
      // The export belongs to the name of the module, which is the path of its file without the extension.
      const { file, exportPath } = bundle;
      const entry = exportPath.length === 0 ? file : [file.replace(/\.js$/, ''), ...exportPath].join('.');
      // Without --enable-source-maps, as in the image. The runtime reads a map when there is an error, but Node would read
      // all of them at the start, which takes as long again as the start of a function with the AWS SDK.
      const command = (bootstrap: string, name: string): ProgramCommand => [process.execPath, bootstrap, name];
      return {
        // The runtime reads a handler's name with slashes, on all systems.
        command: command(join(folder, BOOTSTRAP), `${folder}/${entry}`),
        shownCommand: command(BOOTSTRAP, entry),
      };
    } catch (error) {
      const reasons = definition.describeFailure(error).replace(/^Build failed with \d+ errors?:\s+/, '');
      const message = reasons.replaceAll(/^\[[A-Z_]+\] /gm, '').trimEnd();
      throw new BuildError(message, { cause: error });
    }
  }

  /** Removes the folder. */
  async dispose(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  /** What to do about something that the bundle lacks, by the text of an error. */
  adviceFor(text: string): string | undefined {
    return this.#folder === undefined ? undefined : adviceForBundle(text, this.#folder);
  }

  /** Replaces positions in the bundle with those in the sources. */
  toSources(text: string): string {
    return this.#positions?.toSources(text) ?? text;
  }

  async #makeFolder(): Promise<string> {
    this.#folder ??= await makeFolder(this.#options.directory);
    this.#positions = new BundlePositions(this.#folder);
    return this.#folder;
  }

  #warn({ id, message }: BundlerLog): void {
    if (id?.includes('node_modules') || this.#warnings.has(message)) return;
    this.#warnings.add(message);
    this.#options.onWarning(message.trimEnd());
  }
}
