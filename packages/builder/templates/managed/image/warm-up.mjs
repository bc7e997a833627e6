/**
 * The handler with which the build starts the function: it loads the function's module, and responds to an event itself. It
 * is a class if the function's is, and it logs a line, so that V8 compiles what a first invocation is likely to need.
 */
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What marks Runtime of @alr/runtime. */
const BRAND = Symbol.for('@alr/runtime');
/** A proxy can have endless base classes. */
const MAX_CLASSES = 100;

const task = process.env.LAMBDA_TASK_ROOT;
const { main, alr } = JSON.parse(readFileSync(resolve(task, 'package.json'), 'utf8'));
let Runtime;
// A bundle.mjs that the user has changed may not name the handlers.
for (const { file, exportPath } of alr?.handlers ?? [{ file: main, exportPath: alr?.exportPath ?? [] }]) {
  try {
    const exports = await import(pathToFileURL(resolve(task, file)).href);
    const [value] = [exports, exports.default]
      .map((from) => follow(from, exportPath))
      .filter((found) => found !== undefined);
    if (value === undefined) print(`image/warm-up.mjs: ERROR: ${file} has no export ${exportPath.join('.')}`);
    Runtime ??= runtimeOf(value);
  } catch (error) {
    // The module may need something that exists only in Lambda. By now its code has been compiled.
    print(`image/warm-up.mjs: WARNING: the function's module cannot be loaded outside of Lambda: ${error}`);
  }
}

/** Prints a line as it is. The runtime would make the console's lines records of the log. */
function print(line) {
  writeSync(2, `${line}\n`);
}

function follow(from, path) {
  return path.reduce((value, name) => value?.[name], from);
}

/** @returns Runtime of @alr/runtime, if a handler is a class that extends it, or an instance of one */
function runtimeOf(handler) {
  const classes = [typeof handler === 'object' ? handler?.constructor : handler];
  while (typeof classes.at(-1) === 'function' && classes.length < MAX_CLASSES)
    classes.push(Object.getPrototypeOf(classes.at(-1)));
  return classes.find((value) => typeof value === 'function' && Object.hasOwn(value, BRAND));
}

let invocations = 0;

function respond(log) {
  invocations += 1;
  log('warm-up');
  // Loading is most of what fetch costs, and a function that uses it loads it in its first invocation.
  if (process.env.ALR_USES_FETCH) new Response('');
  if (invocations === 1) return null;
  flushCompileCache();
  process.exit(0);
}

const respondWithConsole = () => respond(console.log);
const respondWithClass = () =>
  class extends Runtime {
    handler() {
      return respond((text) => this.logger.info(text));
    }
  };

export const handler = Runtime === undefined ? respondWithConsole : respondWithClass();
