/**
 * Evaluates the scripts of a snapshot, and chooses what compiled code of them stays in it: that of the functions which are
 * called when warm-up.mjs starts. With the code of all functions, a start would have more to read, and without any, it
 * would have to compile.
 */
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

module.exports = { evaluate, forgetCode, writeCode, addCode };

/** The scripts that were evaluated, by file. A snapshot cannot contain the objects. */
const scripts = new Map();

function evaluate(file, load) {
  const script = compile(file);
  scripts.set(file, v8.startupSnapshot.isBuildingSnapshot() ? undefined : script);
  // Like the namespace of an ES module, it has no prototype. Otherwise, V8 would keep a shape for each of its properties.
  const module = { exports: Object.create(null) };
  script.runInThisContext()(module, module.exports, load, file, path.dirname(file));
  return module.exports;
}

/** Compiles a script as Node's own loader does. */
function compile(file, options) {
  const wrapper = ['(function (module, exports, require, __filename, __dirname) {', '\n})'];
  const code = wrapper.join(fs.readFileSync(file, 'utf8'));
  return new vm.Script(code, { filename: file, columnOffset: -wrapper[0].length, ...options });
}

/**
 * Has V8 forget the code of all functions, also of those in Node's modules. V8 does that in a garbage collection, unless
 * Sparkplug, its baseline compiler, has compiled a function, too. (What Sparkplug makes is never in a snapshot.)
 */
function forgetCode() {
  setFlags('--stress-flush-code', '--gc-global');
  const used = () => v8.getHeapStatistics().used_heap_size;
  // Makes garbage until V8 collects it. After `queryObjects`, V8 would not know the scripts again. See addCode.
  for (let before = 0; used() > before; ) {
    before = used();
    Array(10_000).fill(before);
  }
  setFlags('--no-stress-flush-code', '--no-gc-global');
}

/** In the end, all flags have their defaults, or Node would refuse the snapshot. */
function setFlags(...flags) {
  for (const flag of flags) v8.setFlagsFromString(flag);
}

const codeOf = (file) => `${file}.code`;

/** Writes the code of the functions that were called since V8 has forgotten all of it. */
function writeCode() {
  for (const [file, script] of scripts) fs.writeFileSync(codeOf(file), script.createCachedData());
}

/** Adds the code that another process has written. V8 adds it to the functions of a script that it knows already. */
function addCode() {
  for (const file of scripts.keys()) compile(file, { cachedData: fs.readFileSync(codeOf(file)) });
}
