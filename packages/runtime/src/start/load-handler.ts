// @compile-at-start
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { protocolVersion } from './brand.ts';
import { locateHandler } from './locate-handler.ts';

/** The export that a handler's name refers to. */
export interface LoadedHandler {
  /** The exported value, which can be anything. */
  readonly value: unknown;
  /** The file of the module. */
  readonly file: string;
}

/**
 * Loads the export that a handler's name refers to, from the first of the folders that has the module.
 * @throws {RuntimeError} the name is malformed, there is no such module or export, or the module cannot be loaded
 */
export async function loadHandler(name: string, folders: readonly string[]): Promise<LoadedHandler> {
  const { file, reading } = locateHandler(name, folders);
  const exports = await load(file);
  return { value: pickExport(exports, reading.exportPath, file), file };
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(builtin('node:url').pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw describeFailure(error, file);
  }
}

/** The error for a module that cannot be loaded. What its own code throws stays as it is. */
// @compile-later
function describeFailure(cause: unknown, file: string): unknown {
  if (cause instanceof SyntaxError) {
    return new RuntimeError('UserCodeSyntaxError', `${file} cannot be parsed: ${cause.message}`, { cause });
  }
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const { message } = cause as Error;
    return new RuntimeError('ImportModuleError', `a module that ${file} imports is missing: ${message}`, { cause });
  }
  return cause;
}

function pickExport(exports: Record<string, unknown>, path: readonly string[], file: string): unknown {
  // All exports of a CommonJS module are in its `default`. Only those that Node detects are also separate exports.
  const commonJs = exports.default;
  const value = path.length === 0 ? mainExport(exports) : (follow(exports, path) ?? follow(commonJs, path));
  if (value !== undefined) return value;
  throw missingExport(exports, path, file);
}

// @compile-later
function missingExport(exports: Record<string, unknown>, path: readonly string[], file: string): RuntimeError {
  const missing = path.length === 0 ? 'neither a default export nor one named handler' : `no export ${path.join('.')}`;
  const names = Object.keys(exports).filter((name) => name !== 'module.exports');
  return new RuntimeError('HandlerNotFound', `${file} has ${missing}; it exports ${names.join(', ') || 'nothing'}`);
}

/** The default export if it can be a handler, else the export named `handler`. */
function mainExport(exports: Record<string, unknown>): unknown {
  const main = exports.default;
  if (typeof main === 'function' || protocolVersion(main) !== undefined) return main;
  return exports.handler ?? follow(main, ['default']) ?? follow(main, ['handler']) ?? main;
}

function follow(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const name of path) {
    // Properties that every object inherits, such as `toString`, are not exports.
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || name in Object.prototype)
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
