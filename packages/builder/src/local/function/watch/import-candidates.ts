import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const endings = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx', 'json'];

/** An import that cannot be resolved. */
export interface FailedImport {
  readonly specifier: string;
  /** The path of the importing module. */
  readonly importer: string;
}

/** The files whose creation may make an import succeed. */
export function importCandidates({ specifier, importer }: FailedImport, folders: readonly string[]): string[] {
  if (/^\.{0,2}[\\/]|^\.{1,2}$/.test(specifier)) return moduleCandidates(resolve(dirname(importer), specifier));
  // An alias, such as `~/lib/a`, ends with a part of a path. A package may be a member of the workspace.
  const parts = specifier.split('/');
  const tails = parts.slice(1).map((_, index) => parts.slice(index + 1).join('/'));
  return [
    ...folders.flatMap((folder) => tails.flatMap((tail) => moduleCandidates(join(folder, tail)))),
    ...packageCandidates(specifier, dirname(importer)),
  ];
}

/** The files that a path without its ending, or with that of the compiled file, can stand for. */
export function moduleCandidates(path: string): string[] {
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const stems = [...new Set([path, stem])];
  return [
    path,
    ...stems.flatMap((base) => endings.map((ending) => `${base}.${ending}`)),
    ...endings.map((ending) => join(path, `index.${ending}`)),
  ];
}

/** The manifest of an installed package, and the files that it names, which may not have been built yet. */
function packageCandidates(specifier: string, from: string): string[] {
  const [name = ''] = /^(@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) return manifestCandidates(realpathSync(manifest));
    if (folder === dirname(folder)) return [];
  }
}

function manifestCandidates(manifest: string): string[] {
  // A package that is copied into node_modules is complete.
  if (/[\\/]node_modules[\\/]/.test(manifest)) return [];
  try {
    const { main, module, exports } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    const targets = textsIn([main, module, exports]).filter((target) => !target.includes('*'));
    return [manifest, ...targets.map((target) => resolve(dirname(manifest), target))];
  } catch {
    return [manifest];
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
