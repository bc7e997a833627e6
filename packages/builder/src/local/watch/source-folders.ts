import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';

/** How long to wait for further changes before reporting one: editors and compilers write in bursts. */
const DEBOUNCE_MS = 100;

/** What to watch, and what to call. */
export interface WatchOptions {
  /** Watched recursively, except for `node_modules` and names that begin with a dot. */
  readonly directory: string;
  /** Watched whatever their names are. */
  readonly files: readonly string[];
  /** Whether an absolute path in the directory counts. */
  readonly includes: (path: string) => boolean;
  /** Called with the last path of a burst, relative to the directory. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: Error) => void;
}

/** Reports changes to the files of a project until it is closed. */
export function watchFiles({ directory, files, includes, onChange, onError }: WatchOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const report = (path: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => onChange(relative(directory, path) || path), DEBOUNCE_MS);
  };

  const watchers: FSWatcher[] = [];
  try {
    // Older versions of Node have no `ignore` and watch more files than necessary, so the listener filters as well.
    watchers.push(
      watch(directory, { recursive: true, ignore: isIgnored }, (_, name) => {
        if (name === null || isIgnored(name)) return;
        const path = resolve(directory, name);
        if (includes(path)) report(path);
      }),
    );
    for (const file of files) {
      // An editor may replace the file, which would end a watch on the file itself. Its folder stays.
      const path = resolve(directory, file);
      watchers.push(watch(dirname(path), (_, name) => name === basename(path) && report(path)));
    }
  } catch (error) {
    // `watch` throws errors of the file system, such as too many watches or a missing folder.
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
