import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { signatureOf, statsOf } from './file-signature.ts';

/** How long the file system has to be quiet before changes are reported: editors and version control write in bursts. */
const QUIET_MS = 50;

/** What to watch. The paths are absolute, and need not exist. */
export interface WatchTargets {
  readonly files: Iterable<string>;
  /** Everything in them counts, except `node_modules` and names that begin with a dot. */
  readonly folders?: Iterable<string>;
}

/**
 * Reports files that are changed, created, replaced or deleted. It watches the folders of the files, because an editor may
 * replace a file and version control a whole folder, and compares the files themselves, so that no other file counts.
 */
export class FileWatcher {
  readonly #onChange: (paths: readonly string[]) => void;
  readonly #onError: (error: Error) => void;
  /** The files by path, with what they looked like when they were last compared. */
  #files = new Map<string, string>();
  #folders: readonly string[] = [];
  readonly #watchers = new Map<string, { readonly inode: number; readonly watcher: FSWatcher }>();
  /** The names that matter in each folder. */
  #names = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ onChange, onError }: { onChange(paths: readonly string[]): void; onError(error: Error): void }) {
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /**
   * Watches these files and folders instead of the present ones.
   *
   * @param readAt when the files were read, in whole milliseconds: one that has changed since then is reported
   */
  watch({ files, folders = [] }: WatchTargets, readAt?: number): void {
    const former = this.#files;
    this.#folders = [...folders];
    this.#files = new Map();
    for (const path of [...files, ...this.#folders.flatMap(filesIn)]) {
      const stats = statsOf(path);
      // The time of a file can be in the future. It is reported once.
      const isOutdated = !former.has(path) && readAt !== undefined && Math.floor(stats?.mtimeMs ?? 0) > readAt;
      this.#files.set(path, former.get(path) ?? (isOutdated ? '' : signatureOf(stats)));
    }
    this.#watchFolders();
    // What changed while the files were being read would otherwise stay unnoticed.
    if ([...this.#files].some(([path, seen]) => seen !== signatureOf(statsOf(path)))) this.#schedule();
  }

  /** Watches more files. */
  add(paths: Iterable<string>): void {
    const added = [...paths].filter((path) => !this.#files.has(path));
    if (added.length === 0) return;
    for (const path of added) this.#files.set(path, signatureOf(statsOf(path)));
    this.#watchFolders();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compare(), QUIET_MS);
  }

  #compare(): void {
    for (const path of this.#folders.flatMap(filesIn)) {
      if (!this.#files.has(path)) this.#files.set(path, signatureOf(undefined));
    }
    const changed: string[] = [];
    for (const [path, seen] of this.#files) {
      const signature = signatureOf(statsOf(path));
      if (signature === seen) continue;
      this.#files.set(path, signature);
      changed.push(path);
    }
    this.#watchFolders();
    if (changed.length > 0) this.#onChange(changed);
  }

  /** Watches the folders of the files. Of those that do not exist, the nearest folder above them is watched. */
  #watchFolders(): void {
    this.#names = new Map();
    for (const path of this.#files.keys()) this.#need(path);
    for (const folder of this.#folders.flatMap(foldersIn)) this.#need(join(folder, '*'));
    for (const [folder, { inode, watcher }] of this.#watchers) {
      if (this.#names.has(folder) && statsOf(folder)?.ino === inode) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of this.#names.keys()) if (!this.#watchers.has(folder)) this.#watchFolder(folder);
  }

  #need(path: string): void {
    const folder = dirname(path);
    if (statsOf(folder)?.isDirectory() || folder === dirname(folder)) {
      const names = this.#names.get(folder);
      if (names === undefined) this.#names.set(folder, new Set([basename(path)]));
      else names.add(basename(path));
    } else {
      this.#need(folder);
    }
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        const names = this.#names.get(folder);
        // The end of the folder itself is reported with its own name.
        if (name === null || names?.has(name) || names?.has('*') || name === basename(folder)) this.#schedule();
      });
      watcher.on('error', this.#onError);
      this.#watchers.set(folder, { inode: statsOf(folder)?.ino ?? 0, watcher });
    } catch (error) {
      // The folder has just been removed, which the next comparison notices, or there are too many watches.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.#onError(error as Error);
    }
  }
}

/** The files in a folder and the folders in it; the path itself if it is a file or does not exist. */
function filesIn(path: string): string[] {
  if (!statsOf(path)?.isDirectory()) return [path];
  return entriesOf(path).flatMap((name) => filesIn(join(path, name)));
}

function foldersIn(path: string): string[] {
  if (!statsOf(path)?.isDirectory()) return [];
  return [path, ...entriesOf(path).flatMap((name) => foldersIn(join(path, name)))];
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  } catch {
    return [];
  }
}
