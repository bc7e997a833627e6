import { ExpectedError } from '../../../terminal/expected-error.ts';
import { type LoadedOptions, loadOptions } from '../../options/function-settings.ts';
import type { LocalOptions } from '../../options/local-options.ts';
import type { LocalEvent, LocalEventListener } from '../../report/local-event.ts';
import { BuildError } from '../bundle/build-error.ts';
import type { FunctionLauncher } from '../environment/function-launcher.ts';
import type { LocalFunction } from '../environment/local-function.ts';
import { platformFailure } from '../invocation/function-failure.ts';
import { describeChange } from '../watch/describe-change.ts';
import { ProgramWatcher } from '../watch/program-watcher.ts';
import { FunctionProgram } from './program.ts';

/** Where the options come from. */
export interface OptionsSource {
  /** @throws {ExpectedError} they are invalid */
  read(): Promise<LocalOptions>;
  /** The files that they depend on, whether they exist or not. */
  files(): Promise<readonly string[]>;
  /** What the last reading found that is probably not intended. */
  readonly warnings: readonly string[];
}

/** What is reloaded. */
export type ReloadedFunction = Pick<LocalFunction, 'start' | 'restart' | 'block'>;

/** Loads the options and the program of a function, and with `watch` loads them again whenever one of their files changes. */
export class FunctionReloader {
  /** The last valid options. */
  loaded: LoadedOptions;
  /** The last program that could be built. Undefined if there has not been one yet. */
  launcher: FunctionLauncher | undefined;
  /** When it was loaded or built, in milliseconds since 1970. */
  loadedAt: number = Date.now();
  readonly #source: OptionsSource;
  readonly #directory: string;
  readonly #emit: LocalEventListener;
  readonly #program: FunctionProgram;
  readonly #watcher: ProgramWatcher;
  #sourceFiles: ReadonlySet<string> = new Set();
  #warnings: readonly string[] = [];
  readonly #advice = new Set<string>();
  #readAt = Date.now();
  #buildError: BuildError | undefined;
  #function: ReloadedFunction | undefined;
  #changed = new Set<string>();
  /** Why a restart was requested, if one was. */
  #requested: string | undefined;
  #reloading: Promise<void> | undefined;

  private constructor(source: OptionsSource, loaded: LoadedOptions, directory: string, emit: LocalEventListener) {
    this.#source = source;
    this.loaded = loaded;
    this.#directory = directory;
    this.#emit = emit;
    this.#watcher = new ProgramWatcher({ onChange: (paths) => this.#onChange(paths), emit });
    const watch = loaded.options.watch ?? false;
    this.#program = new FunctionProgram({ directory, emit, watch, onFiles: (paths) => this.#watcher.add(paths) });
  }

  /**
   * Loads the options and the program.
   *
   * @throws {ExpectedError} they are invalid; but if the function is watched, or build errors are tolerated, a build may
   *   fail
   */
  static async open(
    source: OptionsSource,
    loaded: LoadedOptions,
    directory: string,
    emit: LocalEventListener,
    { toleratesBuildError = false }: { toleratesBuildError?: boolean } = {},
  ): Promise<FunctionReloader> {
    const reloader = new FunctionReloader(source, loaded, directory, emit);
    const { options } = loaded;
    try {
      reloader.launcher = await reloader.#program.prepare(options);
    } catch (error) {
      if (!((options.watch || toleratesBuildError) && error instanceof BuildError)) {
        await reloader.close();
        throw error;
      }
      reloader.#buildError = error;
    }
    return reloader;
  }

  /** Reports an event of the function, with what to do about it, once for each start. */
  report(event: LocalEvent): void {
    if (event.type === 'starting') this.#advice.clear();
    this.#emit(this.#program.withSources(event));
    const advice = this.#program.adviceFor(event);
    if (advice === undefined || this.#advice.has(advice)) return;
    this.#advice.add(advice);
    this.#emit({ type: 'warning', message: advice });
  }

  /** Starts the function, and restarts it whenever something that it depends on changes. */
  async start(localFunction: ReloadedFunction): Promise<void> {
    this.#function = localFunction;
    const { watch, image } = this.loaded.options;
    if (this.#buildError === undefined) localFunction.start();
    else this.#reportBuildError(this.#buildError);
    if (!watch) return;
    await this.#watch();
    // The files of the configuration are watched in any case.
    if (image?.sources) this.#watcher.watchImage(image.sources, (path) => this.#sourceFiles.has(path));
  }

  /** Reads the options, builds the program and restarts the function, although nothing has changed. */
  restart(reason: string): void {
    this.#requested = reason;
    this.#onChange([]);
  }

  /** Builds the program again for a new process, if it has changed and is not watched. */
  async refresh(): Promise<void> {
    await this.#reloading;
    const paths = this.#program.changedFiles;
    if (this.loaded.options.watch || paths.length === 0) return;
    try {
      this.launcher = await this.#program.prepare(this.loaded.options);
      this.loadedAt = Date.now();
      this.#emit({ type: 'restarting', reason: this.#describe(paths) });
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  /** Reports the warnings about the options that were not there at the last reading. */
  reportWarnings(): void {
    const { warnings } = this.#source;
    for (const message of warnings) if (!this.#warnings.includes(message)) this.#emit({ type: 'warning', message });
    this.#warnings = warnings;
  }

  async close(): Promise<void> {
    this.#function = undefined;
    this.#watcher.close();
    // The build of an image takes a while, and uses nothing that is removed here.
    if (this.loaded.options.image === undefined) await this.#reloading;
    await this.#program.dispose();
  }

  async #watch(): Promise<void> {
    this.#sourceFiles = new Set(await this.#source.files());
    if (this.#function === undefined) return;
    const { files, folders } = this.loaded.options.image ? { files: [], folders: [] } : this.#program.targets;
    this.#watcher.watch({ files: [...files, ...this.#sourceFiles], folders: folders ?? [] }, this.#readAt);
  }

  /** Reloads once for all the files that change until then. */
  #onChange(paths: readonly string[]): void {
    for (const path of paths) this.#changed.add(path);
    this.#reloading ??= this.#reloadAll().finally(() => {
      this.#reloading = undefined;
    });
  }

  async #reloadAll(): Promise<void> {
    while ((this.#changed.size > 0 || this.#requested !== undefined) && this.#function !== undefined) {
      const paths = [...this.#changed];
      const requested = this.#requested;
      this.#changed = new Set();
      this.#requested = undefined;
      this.#readAt = Date.now();
      try {
        await this.#reload(paths, requested);
      } catch (error) {
        this.#reportFailure(error);
      }
      if (this.loaded.options.watch) await this.#watch();
    }
  }

  async #reload(paths: readonly string[], requested: string | undefined): Promise<void> {
    const reason = requested ?? this.#describe(paths);
    const hasSettings = requested !== undefined || paths.some((path) => this.#sourceFiles.has(path));
    const hasOther = requested !== undefined || !paths.every((path) => this.#sourceFiles.has(path));
    if (hasSettings && !(await this.#readOptions()) && !hasOther) return;
    const { options } = this.loaded;
    // Building an image takes a while, so it is announced.
    if (options.image !== undefined) {
      this.#emit({ type: 'restarting', reason });
      await options.image.build?.();
    }
    this.launcher = await this.#program.prepare(options);
    this.loadedAt = Date.now();
    if (options.image === undefined) this.#emit({ type: 'restarting', reason });
    this.#buildError = undefined;
    this.#function?.restart();
  }

  /** Reads the options again. If they are invalid, the last valid ones stay in use, and the result is false. */
  async #readOptions(): Promise<boolean> {
    try {
      this.loaded = loadOptions(await this.#source.read());
      this.reportWarnings();
      return true;
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      this.#emit({ type: 'warning', message: `${error.message}\nthe last valid configuration stays in use` });
      return false;
    }
  }

  #describe(paths: readonly string[]): string {
    return describeChange(paths, this.#directory);
  }

  #reportFailure(error: unknown): void {
    if (error instanceof BuildError) this.#reportBuildError(error);
    else this.#emit({ type: 'warning', message: `not restarted: ${(error as Error).message}` });
  }

  /** The last code that could be built stays in use. Without any, invocations fail with the error. */
  #reportBuildError(error: BuildError): void {
    this.#emit({ type: 'build-failed', message: error.message, staysInUse: this.launcher !== undefined });
    if (this.launcher === undefined) this.#function?.block(platformFailure('Runtime.BuildFailed', error.message));
  }
}
