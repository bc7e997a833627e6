/** The handler that fills the compile cache: it loads the function's module, and has the bootstrap send one response. */
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const task = process.env.LAMBDA_TASK_ROOT;
const { main, alr } = JSON.parse(readFileSync(resolve(task, 'package.json'), 'utf8'));
// A bundle.mjs that the user has changed may not name the handlers.
for (const { file, exportPath } of alr?.handlers ?? [{ file: main, exportPath: alr?.exportPath ?? [] }]) {
  try {
    const exports = await import(pathToFileURL(resolve(task, file)).href);
    const isThere = [exports, exports.default].some((from) => follow(from, exportPath) !== undefined);
    if (!isThere) print(`ERROR: ${file} has no export ${exportPath.join('.')}`);
  } catch (error) {
    // The module may need something that exists only in Lambda. By now its code has been compiled.
    print(`WARNING: the function's module cannot be loaded outside of Lambda: ${error}`);
  }
}

/** Prints a line as it is. The runtime would make the console's lines records of the log. */
function print(line) {
  writeSync(2, `${line}\n`);
}

function follow(from, path) {
  return path.reduce((value, name) => value?.[name], from);
}

let invocations = 0;

export function handler() {
  invocations += 1;
  // Loading is most of what fetch costs, and a function that uses it loads it in its first invocation.
  if (process.env.ALR_USES_FETCH) new Response('');
  if (invocations === 1) return null;
  flushCompileCache();
  process.exit(0);
}
