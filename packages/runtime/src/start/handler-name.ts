// @compile-at-start
import { RuntimeError } from '../errors/errors.ts';

/** One way to read a handler's name: as a module, and the path of an export in it. */
export interface HandlerReading {
  readonly module: string;
  /** Empty for the default export, or else the one named `handler`. */
  readonly exportPath: readonly string[];
}

/**
 * Returns all ways to read a handler's name, the most likely first. There are several because a dot can belong to the
 * name of the module, or separate the export: `src/app.v2.handler` is the file `src/app.v2.handler`, else `handler` in
 * `src/app.v2`, else `v2.handler` in `src/app`.
 * @throws {RuntimeError} the name is malformed
 */
export function readHandlerName(name: string): readonly HandlerReading[] {
  if (name.includes('\0') || name.trim() === '' || /(^|[/\\])\.{0,2}$/.test(name)) {
    throw malformedName(name, `is not the name of a handler: ${FORMS}`);
  }
  if (/(^|[/\\])\.\.[/\\]/.test(name)) {
    throw malformedName(name, "leads to a parent folder, which no handler's name may do: use an absolute path instead");
  }
  const folderEnd = name.lastIndexOf('/') + 1;
  const parts = name.slice(folderEnd).split('.');
  const readings: HandlerReading[] = [{ module: name, exportPath: [] }];
  for (let count = parts.length - 1; count >= 1; count--) {
    const file = parts.slice(0, count).join('.');
    const exportPath = parts.slice(count);
    if (file !== '' && !exportPath.includes('')) readings.push({ module: name.slice(0, folderEnd) + file, exportPath });
  }
  return readings;
}

// @compile-later
function malformedName(name: string, problem: string): RuntimeError {
  return new RuntimeError('MalformedHandlerName', `${JSON.stringify(name)} ${problem}`);
}

/** The valid forms of a handler's name, for error messages. */
export const FORMS =
  'use MODULE.EXPORT, such as app.MyLambda or src/app.handler, or the path of a file, such as ./src/app.ts';
