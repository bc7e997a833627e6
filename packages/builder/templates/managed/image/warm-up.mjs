/** The handler that fills the compile cache: it loads the function's module, and has the bootstrap send one response. */
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { main } = JSON.parse(readFileSync('/var/task/package.json', 'utf8'));
try {
  await import(pathToFileURL(resolve('/var/task', main)).href);
} catch (error) {
  // The module may need something that exists only in Lambda. By now its code has been compiled.
  console.warn(`WARNING: the function's module cannot be loaded outside of Lambda: ${error}`);
}

let invocations = 0;

export function handler() {
  invocations += 1;
  if (invocations === 1) return null;
  flushCompileCache();
  process.exit(0);
}
