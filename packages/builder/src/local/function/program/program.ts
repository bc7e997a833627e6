import { dirname, join } from 'node:path';
import { declaredFiles } from '../../../image/context/declared-files.ts';
import { detectCommands } from '../../../package-manager/detect-package-manager.ts';
import { commandsOf, type PackageManagerCommands } from '../../../package-manager/package-managers.ts';
import type { LocalOptions } from '../../options/local-options.ts';
import type { LocalEvent, LocalEventListener } from '../../report/local-event.ts';
import { BuildError } from '../bundle/build-error.ts';
import { DEFINITION_FILE } from '../bundle/bundle-definition.ts';
import { findRolldown } from '../bundle/find-bundler.ts';
import { FunctionBundle } from '../bundle/function-bundle.ts';
import { adviceForNode } from '../bundle/node-advice.ts';
import { containerLauncher } from '../container/run-container.ts';
import { findBootstrap } from '../environment/find-bootstrap.ts';
import { type FunctionLauncher, processLauncher } from '../environment/function-launcher.ts';
import type { ProgramCommand } from '../environment/function-process.ts';
import { rememberFiles } from '../watch/file-signature.ts';
import type { WatchTargets } from '../watch/file-watcher.ts';
import { importCandidates } from '../watch/import-candidates.ts';
import { LoadedFiles, withReporter } from '../watch/loaded-files.ts';
import { extendedFiles, filesOf, handlerCandidates, installations } from '../watch/project-files.ts';

/** The settings of a program. */
export interface ProgramOptions {
  readonly directory: string;
  /** Whether to find out which files the program is made of. */
  readonly watch: boolean;
  readonly emit: LocalEventListener;
  /** Called with files that a process has turned out to be made of. */
  readonly onFiles: (paths: readonly string[]) => void;
}

/**
 * What runs the function: the bundle that the image would contain, or the sources if the project has no bundler, or
 * another command, or a container.
 */
export class FunctionProgram {
  readonly #options: ProgramOptions;
  readonly #loaded = new LoadedFiles();
  #bundle: FunctionBundle | undefined;
  #files: readonly string[] = [];
  #commands: PackageManagerCommands = commandsOf.npm;
  #changedFiles = (): string[] => [];
  #kind: 'bundle' | 'sources' | 'not bundled' | 'other' = 'other';

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  /**
   * Builds what there is to build, and returns how to start it.
   *
   * @throws {BuildError} the function cannot be bundled
   * @throws {RuntimeNotFoundError} the project has no `@alr/runtime`
   */
  async prepare(options: LocalOptions): Promise<FunctionLauncher> {
    const { directory } = this.#options;
    const { image, command, handler, bundle } = options;
    this.#kind = 'other';
    if (image !== undefined) return containerLauncher(image, handler);
    if (command !== undefined) return this.#launcher(command, filesOf(command, directory));
    const rolldown = bundle === false || handler === undefined ? undefined : await findRolldown(directory);
    if (rolldown !== undefined && handler !== undefined) return this.#bundled(rolldown, handler);
    this.#kind = bundle === false ? 'not bundled' : 'sources';
    this.#commands = await detectCommands(directory);
    const bootstrap = await findBootstrap(directory, handler);
    const words = handler === undefined ? [] : [handler];
    const candidates = words.flatMap((name) => handlerCandidates(name, directory));
    return this.#launcher([process.execPath, '--enable-source-maps', bootstrap, ...words], candidates);
  }

  /** The files that the program is made of, and those that would be if they existed. */
  get targets(): WatchTargets {
    const { directory } = this.#options;
    const projectFiles = ['package.json', 'tsconfig.json', DEFINITION_FILE].map((name) => join(directory, name));
    return {
      files: [
        ...new Set([
          ...(this.#bundle?.files ?? []).filter((path) => !/[\\/]node_modules[\\/]/.test(path)),
          ...this.#files,
          ...this.#loaded.paths,
          ...projectFiles,
          ...extendedFiles(join(directory, 'tsconfig.json')),
          ...installations(directory),
        ]),
      ],
      folders: this.#bundle?.declared ?? declaredFiles(directory),
    };
  }

  /** The files of a bundle that have changed since it was built. Other programs are not built, and always up to date. */
  get changedFiles(): readonly string[] {
    return this.#kind === 'bundle' ? this.#changedFiles() : [];
  }

  /** What to do about an event that reports an error; undefined for other events. */
  adviceFor(event: LocalEvent): string | undefined {
    const text = event.type === 'init-failed' ? event.message : event.type === 'log' ? event.line : '';
    switch (this.#kind) {
      case 'bundle':
        return this.#bundle?.adviceFor(text.replaceAll('\r', '\n'));
      case 'sources':
      case 'not bundled':
        return event.type === 'init-failed'
          ? adviceForNode(text, this.#kind === 'not bundled', this.#commands)
          : undefined;
      case 'other':
        return undefined;
    }
  }

  /** The event with positions in the sources instead of the bundle. */
  withSources(event: LocalEvent): LocalEvent {
    if (event.type !== 'log' || this.#bundle === undefined) return event;
    return { ...event, line: this.#bundle.toSources(event.line) };
  }

  async dispose(): Promise<void> {
    await this.#bundle?.dispose();
  }

  async #bundled(rolldown: string, handler: string): Promise<FunctionLauncher> {
    const { directory, emit } = this.#options;
    this.#bundle ??= new FunctionBundle({
      directory,
      rolldown,
      onWarning: (message) => emit({ type: 'warning', message }),
    });
    const bundle = this.#bundle;
    this.#kind = 'bundle';
    this.#files = [];
    try {
      const { command, shownCommand } = await bundle.build(handler);
      return processLauncher(command, shownCommand);
    } catch (error) {
      if (error instanceof BuildError) {
        const folders = [...new Set([directory, ...bundle.files.map((file) => dirname(file))])];
        const outside = folders.filter((folder) => !folder.includes('node_modules'));
        this.#files = [
          ...handlerCandidates(handler, directory),
          ...error.failedImports.flatMap((failed) => importCandidates(failed, outside)),
        ];
      }
      throw error;
    } finally {
      this.#changedFiles = rememberFiles([...this.targets.files]);
    }
  }

  /** A process of this command. If it is Node, it reports what it loads. */
  #launcher(command: ProgramCommand, files: readonly string[]): FunctionLauncher {
    this.#files = files;
    const { watch, directory, onFiles } = this.#options;
    const reporting = watch ? withReporter(command) : undefined;
    const launcher = processLauncher(reporting ?? command, command);
    if (reporting === undefined) return launcher;
    return {
      ...launcher,
      launch: (env, memorySizeMB) => {
        this.#loaded.begin();
        const onReport = (line: string) => onFiles(this.#loaded.read(line, [directory]));
        return { ...launcher.launch(env, memorySizeMB), onReport };
      },
    };
  }
}
