import { readFileSync, statSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeFailure } from './errors.ts';
import { FORMS, type HandlerReading, readHandlerName } from './handler-name.ts';

/** What a handler's name stands for. */
export interface LoadedHandler {
  /** What the module exports under the name; not looked at yet. */
  readonly value: unknown;
  /** The file of the module. */
  readonly file: string;
}

interface Located {
  readonly file: string;
  readonly reading: HandlerReading;
}

const EXTENSIONS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts'];

/**
 * Loads what a handler's name stands for, from the first of the folders that has it.
 * @throws {RuntimeFailure} the name is malformed, there is no such module or export, or the module doesn't load
 */
export async function loadHandler(name: string, folders: readonly string[]): Promise<LoadedHandler> {
  const { file, reading } = locate(name, folders);
  const exports = await load(file);
  return { value: pickExport(exports, reading.exportPath, file), file };
}

function locate(name: string, folders: readonly string[]): Located {
  const readings = readHandlerName(name);
  for (const folder of folders) {
    for (const reading of readings) {
      const file = findFile(resolve(folder, reading.module));
      if (file !== undefined) return { file, reading };
    }
  }
  for (const folder of folders) {
    for (const reading of readings) {
      const file = findPackage(reading.module, folder);
      if (file !== undefined) return { file, reading };
    }
  }
  throw new RuntimeFailure(
    'ImportModuleError',
    `no module for the handler ${JSON.stringify(name)} in ${folders.join(' or ')}: ${FORMS}`,
  );
}

function findFile(path: string): string | undefined {
  return EXTENSIONS.map((extension) => path + extension).find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

/** A package's main module, as `import` would find it from a folder. */
function findPackage(name: string, folder: string): string | undefined {
  if (!/^(@[\w.~-]+\/)?[\w~-][\w.~-]*(\/[\w./~-]+)?$/.test(name)) return undefined;
  const from = resolve(folder, 'handler.js');
  try {
    return createRequire(from).resolve(name);
  } catch {
    // `require` doesn't see what a package offers to `import` only.
    return findImportOnlyPackage(name, from);
  }
}

function findImportOnlyPackage(name: string, from: string): string | undefined {
  try {
    const manifestFile = findPackageJSON(name, from);
    if (manifestFile === undefined) return undefined;
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
      name?: unknown;
      exports?: Record<string, unknown>;
    };
    if (manifest.name !== name) return undefined;
    const main = importCondition(manifest.exports?.['.'] ?? manifest.exports);
    return main === undefined ? undefined : findFile(resolve(dirname(manifestFile), main));
  } catch {
    return undefined;
  }
}

function importCondition(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const entry = Object.entries(target).find(([condition]) => ['node', 'import', 'default'].includes(condition));
  return importCondition(entry?.[1]);
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      throw new RuntimeFailure('UserCodeSyntaxError', `${file} can't be parsed: ${cause.message}`, { cause });
    }
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new RuntimeFailure(
        'ImportModuleError',
        `${file} imports what can't be found: ${(cause as Error).message}`,
        { cause },
      );
    }
    throw cause;
  }
}

function pickExport(exports: Record<string, unknown>, path: readonly string[], file: string): unknown {
  // A CommonJS module's exports are all in its `default`, and only those that Node could tell are beside it.
  const commonJs = exports.default;
  const value = path.length === 0 ? mainExport(exports) : (follow(exports, path) ?? follow(commonJs, path));
  if (value !== undefined) return value;
  const wanted = path.length === 0 ? 'neither a default export nor one called handler' : `no export ${path.join('.')}`;
  const names = Object.keys(exports).filter((name) => name !== 'module.exports');
  throw new RuntimeFailure('HandlerNotFound', `${file} has ${wanted}; it exports ${names.join(', ') || 'nothing'}`);
}

/** The default export, where it can be a handler; else the export called `handler`. */
function mainExport(exports: Record<string, unknown>): unknown {
  const main = exports.default;
  if (typeof main === 'function') return main;
  return exports.handler ?? follow(main, ['default']) ?? follow(main, ['handler']) ?? main;
}

function follow(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const name of path) {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
