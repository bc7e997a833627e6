import { cpSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { handlerInImage } from '../../image/build-requests.ts';
import { systemErrorReason } from '../../terminal/file-error.ts';
import type { ProgramCommand } from '../environment/function-process.ts';
import { BuildError } from './build-error.ts';
import { adviceForBundle } from './bundle-advice.ts';
import { BundlePositions } from './bundle-positions.ts';
import { type BundleDefinition, type BundlerLog, loadDefinition, loadRolldown } from './find-bundler.ts';

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
  readonly #warnings = new Set<string>();
  #files: readonly string[] = [];
  #declared: readonly string[] = [];

  constructor(options: FunctionBundleOptions) {
    this.#options = options;
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
    const [{ rolldown }, definition] = await Promise.all([
      loadRolldown(this.#options.rolldown),
      loadDefinition(directory),
    ]);
    const folder = await this.#makeFolder();
    try {
      const bundle = definition.functionBundle(handlerInImage(handler, directory), directory);
      this.#declared = bundle.files.map((path) => resolve(directory, path));
      const { onLog } = bundle.input;
      const build = await rolldown({
        ...bundle.input,
        onLog: (level: string, log: BundlerLog, show: Parameters<typeof onLog>[2]) =>
          onLog(level, log, (shown, shownLog) =>
            shown === 'error' ? show(shown, shownLog) : this.#warn(shown, shownLog),
          ),
      });
      try {
        await build.write({ ...bundle.output, dir: folder });
      } finally {
        this.#files = await build.watchFiles;
        await build.close();
      }
      this.#link(bundle, definition, folder);
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

  #warn(level: string, { id, message }: BundlerLog): void {
    const isOfPackage = id?.includes('node_modules') ?? false;
    if (level !== 'warn' || isOfPackage || this.#warnings.has(message)) return;
    this.#warnings.add(message);
    this.#options.onWarning(message.trimEnd());
  }

  /** Puts what the image contains beside the bundle, as links, so that changes to it have an effect. */
  #link(
    { file, exportPath, packages, parents }: ReturnType<BundleDefinition['functionBundle']>,
    { installedManifest }: BundleDefinition,
    folder: string,
  ): void {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', main: `./${file}`, alr: { exportPath } }),
    );
    const { directory } = this.#options;
    for (const path of this.#declared) link(path, join(folder, relative(directory, path)));
    for (const name of packages) {
      const manifest = parents.map((from) => installedManifest(name, from)).find((found) => found !== undefined);
      if (manifest !== undefined) link(dirname(manifest), join(folder, 'node_modules', name));
    }
  }
}

/** Outside the project, so that no other tool finds it. On the same drive, because source maps have relative paths. */
async function makeFolder(directory: string): Promise<string> {
  const temporary = await realpath(tmpdir());
  const isSameDrive = parse(temporary).root === parse(resolve(directory)).root;
  const parent = isSameDrive ? temporary : join(directory, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  return mkdtemp(join(parent, 'alr-local-'));
}

function link(target: string, path: string): void {
  try {
    const isFolder = statSync(target).isDirectory();
    if (isLinkTo(target, path)) return;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { recursive: true, force: true });
    // On Windows, links to files need a privilege, and links to folders have to be junctions.
    if (isFolder || process.platform !== 'win32') symlinkSync(target, path, 'junction');
    else cpSync(target, path);
  } catch (error) {
    throw new Error(`cannot provide ${target}: ${systemErrorReason(error) ?? (error as Error).message}`, {
      cause: error,
    });
  }
}

/** A link that is right stays, because a process may be using it. */
function isLinkTo(target: string, path: string): boolean {
  try {
    return readlinkSync(path) === target;
  } catch {
    return false;
  }
}
