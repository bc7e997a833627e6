import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackageBundle } from './package-bundle.ts';

/** What a bundle of packages belongs to. */
export interface PackageKey {
  /** The project, and the place of the function in it. The last bundle of each place is kept. */
  readonly place: string;
  /** What the bundle depends on, apart from the modules that are imported, and their files. */
  readonly version: string;
}

/** A bundle of packages. */
interface StoredPackages {
  readonly key: PackageKey;
  /** What the sources of the packages looked like. */
  readonly signature: string;
  readonly bundle: PackageBundle;
}

const RECORD = 'packages.json';

/** Keeps the bundle of a function's packages in memory, and in a folder for the next start. */
export class PackageStore {
  readonly #folder: string;
  #current: StoredPackages | undefined;
  #rejected: PackageKey | undefined;

  /** @param folder where to keep it; it may be deleted at any time */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Finds the bundle, unless its packages have changed.
   *
   * @param target the folder of the function's bundle, where the files are then
   */
  find(key: PackageKey, target: string): PackageBundle | undefined {
    if (!isSame(this.#current?.key, key)) this.#current = this.#restore(key, target);
    const { signature, bundle } = this.#current ?? {};
    return bundle !== undefined && signature === digestOfFiles(bundle.sources) ? bundle : undefined;
  }

  /** Keeps a bundle whose files are in the folder of the function's bundle. */
  keep(key: PackageKey, bundle: PackageBundle, source: string): void {
    const stored = { key, signature: digestOfFiles(bundle.sources), bundle };
    this.#current = stored;
    const place = this.#folderOf(key);
    const temporary = `${place}-${process.pid}`;
    try {
      for (const file of bundle.files) copy(join(source, file), join(temporary, file));
      writeFileSync(join(temporary, RECORD), JSON.stringify(stored));
      rmSync(place, { recursive: true, force: true });
      renameSync(temporary, place);
    } catch {
      // Without it, the next start takes longer.
      rmSync(temporary, { recursive: true, force: true });
    }
  }

  /** Remembers that the packages cannot be bundled apart from the function. */
  reject(key: PackageKey): void {
    this.#rejected = key;
  }

  isRejected(key: PackageKey): boolean {
    return isSame(this.#rejected, key);
  }

  #restore(key: PackageKey, target: string): StoredPackages | undefined {
    const place = this.#folderOf(key);
    try {
      const stored = JSON.parse(readFileSync(join(place, RECORD), 'utf8')) as StoredPackages;
      if (!isSame(stored.key, key)) return undefined;
      for (const file of stored.bundle.files) copy(join(place, file), join(target, file));
      return stored;
    } catch {
      // There is none, or another process is replacing it.
      return undefined;
    }
  }

  #folderOf({ place }: PackageKey): string {
    return join(this.#folder, hashOf(place).slice(0, 16));
  }
}

/**
 * A digest of what files look like, which changes if one of them does. Package managers set the same time of modification
 * for all versions of a file, so the time of its creation counts, too.
 */
export function digestOfFiles(files: readonly string[]): string {
  const looks = files.map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return `${file} ${stats?.size} ${stats?.mtimeMs} ${stats?.ctimeMs}`;
  });
  return hashOf(looks.join('\n'));
}

/** The SHA-256 of a text, in hexadecimal digits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isSame(one: PackageKey | undefined, other: PackageKey): boolean {
  return one?.place === other.place && one.version === other.version;
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
}
