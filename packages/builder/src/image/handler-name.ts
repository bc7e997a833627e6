import { basename, dirname, isAbsolute, relative, sep } from 'node:path';

/**
 * The modules that a handler's name can stand for, the shortest first: a dot can belong to the name of the module, or
 * separate the export. `src/app.one.run` is an export of `src/app`, or of `src/app.one`, or is a module itself.
 */
export function handlerModules(handler: string): string[] {
  const folder = handler.slice(0, handler.lastIndexOf('/') + 1);
  const parts = handler.slice(folder.length).split('.');
  const names = parts.map((_, index) => folder + parts.slice(0, index + 1).join('.'));
  // What consists of dots only is a folder.
  return names.filter((name) => !/(^|\/)\.*$/.test(name));
}

/**
 * The handler's name in the image, which contains the compiled modules below another folder: `./src/app.ts` becomes
 * `src/app`, and so does its absolute path. `./src/app.js` keeps its ending, because `src/app` can be `src/app.ts`.
 */
export function handlerInImage(handler: string, directory: string): string {
  const path = isAbsolute(handler) ? relativeTo(directory, handler) : handler;
  const folder = dirname(path);
  const name = basename(path).replace(/\.([cm]?ts|[cm]js|[jt]sx)$/, '');
  return folder === '.' ? name : `${folder.replace(/^\.\//, '')}/${name}`;
}

/** The names in the image of a project's handlers, each once: two functions can have the same handler. */
export function handlersInImage(handlers: readonly string[], directory: string): string[] {
  return [...new Set(handlers.map((handler) => handlerInImage(handler, directory)))];
}

/** The path relative to the directory; the absolute path if it is not in the directory, which the build reports. */
function relativeTo(directory: string, path: string): string {
  const inside = relative(directory, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
}
