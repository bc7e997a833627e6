import { RuntimeError } from '../errors/errors.ts';

/** A way in which a handler's name may be meant: a module, and the path of an export in it. */
export interface HandlerReading {
  readonly module: string;
  /** Empty: the default export, else the one called `handler`. */
  readonly exportPath: readonly string[];
}

/**
 * The ways in which a handler's name may be meant, the most likely first: a dot may belong to the module's name or
 * separate the export. `src/app.v2.handler` is the file `src/app.v2.handler`, else `handler` in `src/app.v2`, else
 * `v2.handler` in `src/app`.
 * @throws {RuntimeError} the name can't be one of a handler
 */
export function readHandlerName(name: string): readonly HandlerReading[] {
  if (name.includes('\0') || name.trim() === '' || /(^|[/\\])\.{0,2}$/.test(name)) {
    throw new RuntimeError('MalformedHandlerName', `${JSON.stringify(name)} isn't the name of a handler: ${FORMS}`);
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

/** The forms of a handler's name, for error messages. */
export const FORMS = 'it is MODULE.EXPORT, such as app.MyLambda or src/app.handler, or a file, such as ./src/app.ts';
