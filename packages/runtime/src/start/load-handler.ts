import { protocolVersion } from '../brand.ts';
import { RuntimeError } from '../errors/errors.ts';
import { locateHandler } from './locate-handler.ts';

/** What a handler's name stands for. */
export interface LoadedHandler {
  /** What the module exports under the name; not looked at yet. */
  readonly value: unknown;
  /** The file of the module. */
  readonly file: string;
}

/**
 * Loads what a handler's name stands for, from the first of the folders that has it.
 * @throws {RuntimeError} the name is malformed, there is no such module or export, or the module doesn't load
 */
export async function loadHandler(name: string, folders: readonly string[]): Promise<LoadedHandler> {
  const { file, reading } = locateHandler(name, folders);
  const exports = await load(file);
  return { value: pickExport(exports, reading.exportPath, file), file };
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(process.getBuiltinModule('node:url').pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      throw new RuntimeError('UserCodeSyntaxError', `${file} can't be parsed: ${cause.message}`, { cause });
    }
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError(
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
  throw new RuntimeError('HandlerNotFound', `${file} has ${wanted}; it exports ${names.join(', ') || 'nothing'}`);
}

/** The default export, where it can be a handler; else the export called `handler`. */
function mainExport(exports: Record<string, unknown>): unknown {
  const main = exports.default;
  if (typeof main === 'function' || protocolVersion(main) !== undefined) return main;
  return exports.handler ?? follow(main, ['default']) ?? follow(main, ['handler']) ?? main;
}

function follow(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const name of path) {
    // What every object has, such as `toString`, nobody has exported.
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || name in Object.prototype)
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
