// @compile-at-start
import { builtin } from '../node/builtins.ts';

/**
 * Finds a function of `@alr/event`: in the classes of a bundle, which includes the package, or else in the installed
 * package.
 * @param classes classes that may be of `@alr/event`
 * @param key the key under which such a class holds the function
 * @param name the name under which the package exports it
 * @param handlerFile the file from which the package is resolved
 * @param notInstalled makes the error that is thrown if the package is not installed
 */
export async function eventPackageFunction<Fn>(
  classes: Iterable<object>,
  key: symbol,
  name: string,
  handlerFile: string | undefined,
  notInstalled: (cause: unknown) => Error,
): Promise<Fn> {
  for (const handlerClass of classes) {
    const found = (handlerClass as Readonly<Record<symbol, unknown>>)[key];
    if (typeof found === 'function') return found as Fn;
  }
  const installed = await loadPackage(handlerFile, notInstalled);
  return installed[name] as Fn;
}

// @compile-later
async function loadPackage(
  handlerFile: string | undefined,
  notInstalled: (cause: unknown) => Error,
): Promise<Readonly<Record<string, unknown>>> {
  const { createRequire } = builtin('node:module');
  const { pathToFileURL } = builtin('node:url');
  let file: string;
  try {
    file = createRequire(handlerFile ?? `${process.cwd()}/handler.js`).resolve('@alr/event');
  } catch (cause) {
    throw notInstalled(cause);
  }
  return import(pathToFileURL(file).href);
}
