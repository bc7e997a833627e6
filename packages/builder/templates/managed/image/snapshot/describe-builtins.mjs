/** Describes what the built-in modules export, so that a snapshot can have a copy of them that is not loaded yet. */
import { builtinModules } from 'node:module';

/** These are left out: they can be in a snapshot, or print a warning when they are loaded. */
const others =
  /^(node:)?(assert|async_hooks|buffer|console|constants|crypto|diagnostics_channel|events|ffi|fs|module|os|path|perf_hooks|process|punycode|querystring|sea|sqlite|stream|string_decoder|sys|test|timers|trace_events|tty|url|util|v8|vm|wasi|_.*)(\/|$)/;

/** The exports of each module by their names. A module that is a function has `''` among them. */
export function describeBuiltins() {
  const ids = builtinModules.filter((id) => !others.test(id));
  return Object.fromEntries(ids.map((id) => [id, describe(process.getBuiltinModule(id))]));
}

function describe(module) {
  const entries = Object.entries(Object.getOwnPropertyDescriptors(module));
  return Object.fromEntries([
    ...(typeof module === 'function' ? [['', {}]] : []),
    ...entries
      .filter(([, { enumerable }]) => enumerable)
      .map(([key, property]) => [key, describeExport(property, key)]),
  ]);
}

function describeExport({ get, value }, name) {
  // Of node:http: the option --max-http-header-size. evaluate-libraries.cjs checks that a start does not have it.
  if (name === 'maxHeaderSize') return { kind: 'data', value: 16_384 };
  if (['globalAgent', 'promises'].includes(name)) return { kind: 'object' };
  if (get !== undefined) return { kind: 'other' };
  if (typeof value === 'function') {
    return isClass(value, name) ? { kind: 'class' } : { kind: 'function', length: value.length };
  }
  return isData(value) ? { kind: 'data', value } : { kind: 'other' };
}

function isClass(value, name) {
  return /^[A-Z]/.test(name) || Object.getOwnPropertyNames(value.prototype ?? {}).length > 1;
}

function isData(value) {
  if (['string', 'number', 'boolean'].includes(typeof value) || value === null) return true;
  if (typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === null || prototype === Object.prototype;
  return isPlain && Object.values(value).every(isData);
}
