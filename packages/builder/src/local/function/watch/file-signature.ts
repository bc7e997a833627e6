import { type Stats, statSync } from 'node:fs';

/** What a file looks like, to find out whether it has changed. */
export function signatureOf(stats: Stats | undefined): string {
  // A folder stands for the files that are found in it.
  if (stats === undefined || stats.isDirectory()) return 'none';
  return `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** Undefined if there is no such file. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A part of the path is not a folder, or cannot be read.
    return undefined;
  }
}

/** Remembers what files look like, and returns a function that lists those that have changed since. */
export function rememberFiles(files: readonly string[]): () => string[] {
  const signatures = files.map((path) => signatureOf(statsOf(path)));
  return () => files.filter((path, index) => signatures[index] !== signatureOf(statsOf(path)));
}
