import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFileIfExists } from '../config/read/read-files.ts';
import { handlerModules } from '../image/handler-name.ts';

/** Where a function is in projects that were written for other tools, the most common places first. */
const folders = ['', 'src/'];
const names = ['app', 'index', 'handler', 'lambda', 'main', 'function'];
const endings = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx'];

/** What a module exports as the handler of AWS's runtime, or a class of `@alr/runtime`. */
const plainHandler =
  /\bexports\.handler\s*=|\bmodule\.exports\s*=\s*\{[^}]*\bhandler\b|\bexport\s+(?:async\s+)?(?:const|let|var|function)\s+handler\b|\bexport\s*\{[^}]*\bhandler\b/;
const handlerClass = /\bexport\s+class\s+(\w+)\s+extends\s+Runtime\b/;

/** The handler of a function that a project has, such as `src/index.handler`; undefined if none is found. */
export async function findFunction(directory: string): Promise<string | undefined> {
  for (const module of folders.flatMap((folder) => names.map((name) => folder + name))) {
    for (const ending of endings) {
      const text = (await readFileIfExists(join(directory, `${module}.${ending}`))) ?? '';
      const [, className] = handlerClass.exec(text) ?? [];
      const exported = className ?? (plainHandler.test(text) ? 'handler' : undefined);
      if (exported !== undefined) return `${module}.${exported}`;
    }
  }
  return undefined;
}

/** Whether there is a module or an installed package that a handler names. */
export function hasModule(handler: string, directory: string): boolean {
  return handlerModules(handler).some((module) => {
    const paths = [...endings.map((ending) => `${module}.${ending}`), join('node_modules', module)];
    return (
      paths.some((path) => existsSync(join(directory, path))) ||
      (/\.[cm]?[jt]sx?$/.test(module) && existsSync(join(directory, module)))
    );
  });
}
