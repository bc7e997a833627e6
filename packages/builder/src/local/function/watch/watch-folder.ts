import { type FSWatcher, watch } from 'node:fs';
import { resolve } from 'node:path';

/** How long to wait for further changes before reporting one: editors and compilers write in bursts. */
const DEBOUNCE_MS = 100;

/** What to watch, and what to call. */
export interface WatchOptions {
  /** Watched recursively, except for `node_modules` and names that begin with a dot. */
  readonly directory: string;
  /** Whether an absolute path in the directory counts. */
  readonly includes: (path: string) => boolean;
  /** Called with the last absolute path of a burst. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: Error) => void;
}

/** Reports changes to the files of a folder until it is closed. */
export function watchFolder({ directory, includes, onChange, onError }: WatchOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  try {
    // Older versions of Node have no `ignore` and watch more files than necessary, so the listener filters as well.
    watcher = watch(directory, { recursive: true, ignore: isIgnored }, (_, name) => {
      if (name === null || isIgnored(name)) return;
      const path = resolve(directory, name);
      if (!includes(path)) return;
      clearTimeout(timer);
      timer = setTimeout(() => onChange(path), DEBOUNCE_MS);
    });
    watcher.on('error', onError);
  } catch (error) {
    // `watch` throws errors of the file system, such as too many watches or a missing folder.
    onError(error as Error);
  }
  return {
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

function isIgnored(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part === 'node_modules' || part.startsWith('.'));
}
