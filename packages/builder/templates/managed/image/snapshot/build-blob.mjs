/** Runs Node in the folder of the function's files, to load the libraries and to make the snapshot. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFunction } from '../start-function.mjs';
import { describeBuiltins } from './describe-builtins.mjs';
import { findFetchUse } from './fetch-use.mjs';
import { keepCode } from './keep-code.mjs';
import { LIBRARIES } from './split-bundle.mjs';

export const BLOB = 'snapshot.blob';
const EVALUATE = 'evaluate-libraries.cjs';
const INPUT = 'snapshot-input.json';
const CONFIG = 'snapshot-config.json';
const MODULES = 'snapshot-modules.json';
/** How long Node may take, in milliseconds. A library may keep it running. */
const MAX_TIME = 120_000;
/** Node's own main module, which is not among those that it loads. */
const MAIN = 'internal/main/run_main_module';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** These run in the function's folder, because a snapshot contains the path of its script. */
const scripts = readdirSync(here('process'));

/**
 * @param guards what a start must have in common with the build, from judge-recording.mjs
 * @param fetchUse what `usesOfFetch` returns
 * @param isInImage whether /usr/local/bin/node will be the Node of the snapshot, too
 * @param added what `findAddedFeatures` returns
 */
export function writeScripts(folder, { guards, fetchUse, isInImage, added }) {
  for (const name of scripts) copyFileSync(here(`process/${name}`), join(folder, name));
  const input = { builtins: describeBuiltins(), guards: [...guards], isInImage, fetchUse, added };
  writeFileSync(join(folder, INPUT), JSON.stringify(input));
}

export function removeScripts(folder) {
  const code = [...scripts, LIBRARIES].map((name) => `${name}.code`);
  for (const name of [...scripts, ...code, INPUT, CONFIG, MODULES]) rmSync(join(folder, name), { force: true });
}

/**
 * Loads the libraries in an ordinary process.
 *
 * @returns what they have read and done, and if the process has ended before all were loaded, what it has printed
 */
export function recordLoading(folder) {
  const { result, stderr } = runNode(folder, [EVALUATE, 'record']);
  const lines = result.split('\n').map((line) => line.split('\t'));
  const events = lines
    .filter((fields) => fields.length === 3)
    .map(([kind, what, frames]) => ({
      kind,
      what,
      frames: frames.split(' ').map((place) => place.split(':').map(Number)),
    }));
  if (lines.some(([kind]) => kind === 'ends')) return { events };
  return { events, failure: stderr.trim() || 'they end the process' };
}

/** The names of what V8 adds after the start from a snapshot, without the members of new objects. */
export function findAddedFeatures(folder) {
  const list = (...options) => JSON.parse(runNode(folder, [...options, here('process/list-features.cjs')]).result);
  const existing = new Set(list(`--snapshot-blob=${BLOB}`, '--build-snapshot'));
  const isOfExisting = (name) => /^\w+$/.test(name) || existing.has(name.match(/^\w+/)[0]);
  return list().filter((name) => !existing.has(name) && isOfExisting(name));
}

/** @returns what Node has printed if it cannot make the snapshot, and else the modules that are in it */
export function buildBlob(folder, { withoutCodeCache } = { withoutCodeCache: true }) {
  writeFileSync(join(folder, CONFIG), JSON.stringify({ builder: EVALUATE, withoutCodeCache }));
  // With this, evaluate-libraries.cjs chooses what code stays.
  const options = withoutCodeCache ? [] : ['--always-sparkplug'];
  const args = [...options, `--snapshot-blob=${BLOB}`, '--build-snapshot-config', CONFIG];
  const { status, result, stderr, isTooSlow } = runNode(folder, args);
  if (status === 0 && result !== '') return { modules: JSON.parse(result) };
  if (isTooSlow) return { failure: 'Node does not end' };
  return {
    failure:
      stderr.match(/(global handle not serialized: .*|^\w*Error: .*|# Check failed: .*)/m)?.[0] ?? 'Node crashes',
  };
}

/**
 * Makes the snapshot again with the compiled code that a start needs: that of the functions that it calls, and of the
 * built-in modules that it loads. If that does not work, the snapshot stays as it is, and a start takes longer.
 */
export async function addCode(folder, files, fetchUse) {
  const blob = join(folder, BLOB);
  const withoutCode = readFileSync(blob);
  const list = join(folder, MODULES);
  // V8 accepts code only in a process that has started from the same snapshot: the one that is being built, from V8's own.
  const command = [process.execPath, '--no-node-snapshot', join(folder, EVALUATE), 'start'];
  const named = JSON.stringify(namedModules(folder, files, fetchUse));
  await startFunction(command, { folder, env: { ALR_MODULES: named, ALR_MODULE_LIST: list } });
  const { modules } = existsSync(list) ? buildBlob(folder, { withoutCodeCache: false }) : {};
  const loaded = modules && JSON.parse(readFileSync(list, 'utf8')).filter((name) => !modules.includes(name));
  writeFileSync(blob, (loaded && keepCode(readFileSync(blob), new Set([...loaded, MAIN]))) ?? withoutCode);
}

/** What fetch loads when it is first called. */
const behindFetch = ['assert', 'net', 'perf_hooks', 'stream/web', 'tls', 'worker_threads'];

/** The built-in modules that are named in the function's files, such as in an import, and those behind globals. */
function namedModules(folder, files, fetchUse) {
  const code = readCode(folder, files).join('\n');
  const names = new Set([...code.matchAll(/["'`](?:node:)?([\w/]+)["'`]/g)].map(([, text]) => text));
  if (/\bReadableStream\b/.test(code)) names.add('stream/web');
  if (fetchUse === 'all') for (const name of behindFetch) names.add(name);
  // These print a warning when they are loaded.
  return builtinModules.filter((name) => names.has(name) && !/^(_.*|punycode|sys|wasi|trace_events)$/.test(name));
}

/** @returns `all`, `classes` or `none` */
export function usesOfFetch(folder, files) {
  const uses = readCode(folder, files).map(findFetchUse);
  return ['all', 'classes'].find((use) => uses.includes(use)) ?? 'none';
}

function readCode(folder, files) {
  return files.filter((name) => /\.[cm]?js$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/**
 * Without the variables of the build, so that none can be in the snapshot. The function's folder is the home. If Node
 * printed a warning, it would keep the console's method for that, and ignore the runtime's method after the start.
 */
function runNode(folder, args) {
  const { status, stderr, output, error } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { HOME: folder, TZ: 'UTC', NODE_NO_WARNINGS: '1' },
    // The last one is for the result of evaluate-libraries.cjs.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: MAX_TIME,
    killSignal: 'SIGKILL',
  });
  return { status, stderr, result: output[3], isTooSlow: error?.code === 'ETIMEDOUT' };
}
