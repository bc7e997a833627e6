import type { ImageSources } from '../../../image/context/image-sources.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import { FileWatcher, type WatchTargets } from './file-watcher.ts';
import { watchFolder } from './watch-folder.ts';

/** What to call. */
export interface ProgramWatcherOptions {
  readonly onChange: (paths: readonly string[]) => void;
  /** Receives a warning for each reason why something cannot be watched. */
  readonly emit: LocalEventListener;
}

/** Watches what a function is made of: the files of its program and its options, and the sources of an image. */
export class ProgramWatcher {
  readonly #options: ProgramWatcherOptions;
  readonly #files: FileWatcher;
  readonly #reported = new Set<string>();
  #folders: readonly { close(): void }[] = [];

  constructor(options: ProgramWatcherOptions) {
    this.#options = options;
    this.#files = new FileWatcher({ onChange: options.onChange, onError: (error) => this.#report(error) });
  }

  /** Watches these files instead of the present ones; see {@link FileWatcher.watch}. */
  watch(targets: WatchTargets, readAt: number): void {
    this.#files.watch(targets, readAt);
  }

  /** Watches more files. */
  add(paths: Iterable<string>): void {
    this.#files.add(paths);
  }

  /** Watches the sources of an image, except for those that are left out. */
  watchImage({ folders, includes }: ImageSources, isLeftOut: (path: string) => boolean): void {
    this.#folders = folders.map((folder) =>
      watchFolder({
        directory: folder,
        includes: (path) => !isLeftOut(path) && includes(path),
        onChange: (path) => this.#options.onChange([path]),
        onError: (error) => this.#report(error),
      }),
    );
  }

  close(): void {
    this.#files.close();
    for (const folder of this.#folders) folder.close();
  }

  /** Each folder has a watcher, and all may fail for one reason. */
  #report({ message }: Error): void {
    const text = `cannot watch files: ${message.replace(/'[^']*'$/, '').trim()}`;
    if (this.#reported.has(text)) return;
    this.#reported.add(text);
    this.#options.emit({ type: 'warning', message: text });
  }
}
