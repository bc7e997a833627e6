// @compile-at-start
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { FORMS, type HandlerReading, readHandlerName } from './handler-name.ts';

const { readFileSync, statSync } = builtin('node:fs');
const { basename, dirname, resolve } = builtin('node:path');

/** The file of a handler's module, and the reading of the name that led to it. */
export interface LocatedHandler {
  readonly file: string;
  readonly reading: HandlerReading;
}

const extensions = ['', '.js', '.mjs', '.cjs', '.ts', '.mts'];

/**
 * Finds the module of a handler in the folders, in their order. If none of them has such a file, searches the packages
 * that are installed there.
 * @throws {RuntimeError} the name is malformed, or there is no such module
 */
export function locateHandler(name: string, folders: readonly string[]): LocatedHandler {
  const readings = readHandlerName(name);
  for (const find of [findFile, findPackage]) {
    for (const folder of folders) {
      for (const reading of readings) {
        const file = find(reading.module, folder);
        if (file !== undefined) return { file, reading };
      }
    }
  }
  const places = folders.join(' or ');
  throw new RuntimeError(
    'ImportModuleError',
    `no module for the handler ${JSON.stringify(name)} in ${places}: ${FORMS}`,
  );
}

function findFile(module: string, folder: string): string | undefined {
  const path = resolve(folder, module);
  return extensions
    .map((extension) => path + extension)
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/**
 * Returns the file that `import` of the package would load. The package of `sub/orders` can also be `orders` among the
 * packages of the folder `sub`, as in AWS's runtime.
 */
// @compile-later
function findPackage(name: string, folder: string): string | undefined {
  const found = resolvePackage(name, folder);
  const subfolder = dirname(name);
  if (found !== undefined || subfolder === '.' || name.startsWith('@')) return found;
  return resolvePackage(basename(name), resolve(folder, subfolder));
}

// @compile-later
function resolvePackage(name: string, folder: string): string | undefined {
  const { createRequire, isBuiltin } = builtin('node:module');
  if (isBuiltin(name) || !/^(@[\w.~-]+\/)?[\w~-][\w.~-]*(\/[\w./~-]+)?$/.test(name)) return undefined;
  const from = resolve(folder, 'handler.js');
  for (const find of [findMainModule, () => createRequire(from).resolve(name)]) {
    try {
      const file = find(name, from);
      if (file !== undefined) return file;
    } catch {
      // The package is not installed, has no manifest, or is broken. The error of the whole search names what was searched.
    }
  }
  return undefined;
}

/** Reads the manifest's `exports`, because Node has no function that resolves like `import` from another file. */
// @compile-later
function findMainModule(name: string, from: string): string | undefined {
  const manifestFile = builtin('node:module').findPackageJSON(name, from);
  if (manifestFile === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    name?: unknown;
    exports?: Record<string, unknown>;
  };
  const main = manifest.name === name ? importTarget(manifest.exports?.['.'] ?? manifest.exports) : undefined;
  return main === undefined ? undefined : findFile(main, dirname(manifestFile));
}

// @compile-later
function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const entry = Object.entries(target).find(([condition]) => ['node', 'import', 'default'].includes(condition));
  return importTarget(entry?.[1]);
}
