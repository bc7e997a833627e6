import { RuntimeError } from '../errors/errors.ts';
import { FORMS, type HandlerReading, readHandlerName } from './handler-name.ts';

// An `import` of a builtin reads its every export, and some of those load more.
const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
const { dirname, resolve } = process.getBuiltinModule('node:path');

/** The file of a handler's module, and what of it is meant. */
export interface LocatedHandler {
  readonly file: string;
  readonly reading: HandlerReading;
}

const extensions = ['', '.js', '.mjs', '.cjs', '.ts', '.mts'];

/**
 * Finds the module of a handler below the folders, the first of them first; where none has a file of the name, among the
 * packages that are installed there.
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
  const where = folders.join(' or ');
  throw new RuntimeError(
    'ImportModuleError',
    `no module for the handler ${JSON.stringify(name)} in ${where}: ${FORMS}`,
  );
}

function findFile(module: string, folder: string): string | undefined {
  const path = resolve(folder, module);
  return extensions
    .map((extension) => path + extension)
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** What `import` of the package would load. */
function findPackage(name: string, folder: string): string | undefined {
  const { createRequire, isBuiltin } = process.getBuiltinModule('node:module');
  if (isBuiltin(name) || !/^(@[\w.~-]+\/)?[\w~-][\w.~-]*(\/[\w./~-]+)?$/.test(name)) return undefined;
  const from = resolve(folder, 'handler.js');
  try {
    return findMainModule(name, from) ?? createRequire(from).resolve(name);
  } catch {
    // Not installed, or broken: the error of the search as a whole says what was looked for.
    return undefined;
  }
}

/** By the manifest's `exports`; Node has no call that resolves as `import` does from another place. */
function findMainModule(name: string, from: string): string | undefined {
  const manifestFile = process.getBuiltinModule('node:module').findPackageJSON(name, from);
  if (manifestFile === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    name?: unknown;
    exports?: Record<string, unknown>;
  };
  const main = manifest.name === name ? importTarget(manifest.exports?.['.'] ?? manifest.exports) : undefined;
  return main === undefined ? undefined : findFile(main, dirname(manifestFile));
}

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const entry = Object.entries(target).find(([condition]) => ['node', 'import', 'default'].includes(condition));
  return importTarget(entry?.[1]);
}
