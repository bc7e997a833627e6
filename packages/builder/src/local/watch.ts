import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';

/** How long the files have to be quiet before a change is told, in ms: editors and compilers write in bursts. */
const QUIET = 100;

/** Where the watch looks, and what it tells. */
export interface WatchOptions {
  /** Watched with all that is below, but for `node_modules` and names that begin with a dot. */
  readonly directory: string;
  /** Watched whatever they are called. */
  readonly files: readonly string[];
  /** Called with the last path of a burst, relative to the directory. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: Error) => void;
}

/** Tells of changes to the files of a project, until it is closed. */
export function watchFiles({ directory, files, onChange, onError }: WatchOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const tell = (path: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => onChange(relative(directory, path) || path), QUIET);
  };

  const watchers: FSWatcher[] = [];
  try {
    // Where Node is too old for `ignore`, it costs handles only: what it names is left out below too.
    watchers.push(
      watch(directory, { recursive: true, ignore: isIgnored }, (_, name) => {
        if (name !== null && !isIgnored(name)) tell(resolve(directory, name));
      }),
    );
    for (const file of files) {
      // An editor may replace a file, which ends a watch on the file itself: its folder stays.
      const path = resolve(directory, file);
      watchers.push(watch(dirname(path), (_, name) => name === basename(path) && tell(path)));
    }
  } catch (error) {
    // of the file system: too many watches, a folder that is gone
    onError(error as Error);
  }
  for (const watcher of watchers) watcher.on('error', onError);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function isIgnored(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part === 'node_modules' || part.startsWith('.'));
}
