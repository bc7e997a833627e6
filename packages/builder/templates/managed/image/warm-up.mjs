/** The handler with which the compile cache is made: it loads the function's module, and lets the bootstrap reply once. */
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';

const { main } = JSON.parse(readFileSync('/var/task/package.json', 'utf8'));
try {
  await import(new URL(main, 'file:///var/task/').href);
} catch (error) {
  // It may need what there is in Lambda only. Its code is compiled by now.
  console.warn(`WARNING: the function's module fails outside of Lambda: ${error}`);
}

let invocations = 0;

export function handler() {
  invocations += 1;
  if (invocations === 1) return null;
  flushCompileCache();
  process.exit(0);
}
