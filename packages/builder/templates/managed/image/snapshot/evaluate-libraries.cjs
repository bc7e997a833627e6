/**
 * Evaluates libraries.cjs. Node runs this file twice, both times from the folder of the function's files:
 *   node evaluate-libraries.cjs record          prints what the libraries read and do while they load, as JSON
 *   node --build-snapshot-config ...            keeps the evaluated libraries in a snapshot
 * In a snapshot, what was computed while it was built stays. And modules with native handles, such as node:http, cannot
 * be in it. For these, the libraries get a copy of the exports that loads the module when it is first used.
 */
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const v8 = require('node:v8');

const FILE = path.join(__dirname, 'libraries.cjs');
const { builtins, guards } = JSON.parse(fs.readFileSync(path.join(__dirname, 'snapshot-input.json'), 'utf8'));
const code = fs.readFileSync(FILE, 'utf8');
const isRecording = process.argv[2] === 'record';
const recorder = isRecording ? require('./record-loading.cjs').startRecording(FILE) : undefined;
let isStarted = false;

const copies = new Map();

/** `require` of the libraries while they load. */
function requireModule(name) {
  const id = name.replace(/^node:/, '');
  if (id === 'module') return moduleCopy();
  if (!(id in builtins)) return require(name);
  if (!copies.has(id)) copies.set(id, copyOf(id, builtins[id]));
  return copies.get(id);
}

/** The exports of a built-in module: values are copied, functions call the real ones, and the rest loads the module. */
function copyOf(id, exports) {
  let loaded;
  const load = (use) => {
    if (!isStarted) recorder?.record('uses', `${use} of node:${id}`);
    // With `require`, tools that hook it see that the module is loaded.
    loaded ??= isStarted ? process.getBuiltinModule('module').createRequire(FILE)(id) : require(id);
    return loaded;
  };
  const isFunction = exports[''] !== undefined;
  const copy = isFunction ? (...args) => load('the function')(...args) : {};
  for (const [key, { kind, value, length, hasPromisified }] of Object.entries(exports)) {
    if (key === '') continue;
    let initial = value;
    if (kind === 'function') {
      initial = function (...args) {
        return new.target ? Reflect.construct(load(key)[key], args, new.target) : load(key)[key].apply(this, args);
      };
      Object.defineProperties(initial, { name: { value: key }, length: { value: length } });
      if (hasPromisified) {
        const promisified = (...args) => require('node:util').promisify(load(key)[key])(...args);
        Object.defineProperty(initial, Symbol.for('nodejs.util.promisify.custom'), { value: promisified });
      }
    }
    Object.defineProperty(copy, key, {
      enumerable: true,
      configurable: true,
      get: () => (loaded === undefined && kind !== 'other' ? initial : load(key)[key]),
      set: (changed) => {
        load(key)[key] = changed;
      },
    });
  }
  return copy;
}

/** `createRequire` works after the start. Before, only built-in modules can be required. */
function moduleCopy() {
  const module = require('node:module');
  return {
    ...module,
    createRequire(from) {
      const load = (name) => {
        if (isStarted) return process.getBuiltinModule('module').createRequire(from)(name);
        if (module.isBuiltin(name)) return requireModule(name);
        recorder?.record('requires', name);
        throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
      };
      load.resolve = (...args) =>
        process
          .getBuiltinModule('module')
          .createRequire(from)
          .resolve(...args);
      Object.defineProperty(load, 'cache', { get: () => process.getBuiltinModule('module').createRequire(from).cache });
      return load;
    },
  };
}

/** The standard streams have native handles. They are opened after the start, and are never a terminal on Lambda. */
const streams = ['stdin', 'stdout', 'stderr'].map((name, fd) => {
  const descriptor = Object.getOwnPropertyDescriptor(process, name);
  const get = (property) => {
    if (!isStarted && ['isTTY', 'columns', 'rows', 'hasColors', 'getColorDepth'].includes(property)) return undefined;
    if (!isStarted && property === 'fd') return fd;
    if (!isStarted) recorder?.record('uses', `process.${name}`);
    const stream = descriptor.get.call(process);
    return typeof stream[property] === 'function' ? stream[property].bind(stream) : stream[property];
  };
  const value = new Proxy({}, { get: (_, property) => get(property) });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => value });
  return { name, descriptor };
});

// As Node's own loader does, but `vm.compileFunction` gets functions wrong that are compiled after the start.
const wrapper = ['(function (module, exports, require, __filename, __dirname) {', '\n})'];
const evaluate = vm.runInThisContext(wrapper.join(code), { filename: FILE, columnOffset: -wrapper[0].length });
const libraries = { exports: {} };
try {
  evaluate(libraries, libraries.exports, requireModule, FILE, __dirname);
} catch (error) {
  if (!isRecording) throw error;
  recorder.fail(error);
}
globalThis[Symbol.for('alr.libraries')] = libraries.exports;

if (isRecording) recorder.print();
else {
  v8.startupSnapshot.addDeserializeCallback(start);
  // The modules that are in the snapshot.
  fs.writeSync(1, JSON.stringify(process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''))));
}

/** Runs before anything else when the process starts. */
function start() {
  isStarted = true;
  for (const { name, descriptor } of streams) Object.defineProperty(process, name, descriptor);
  const reason = reasonAgainst();
  if (reason === undefined) return;
  // Without the snapshot, Node loads libraries.cjs.
  require('node:fs').writeSync(2, `starting without the snapshot: ${reason}\n`);
  const options = process.execArgv.filter((option) => !option.startsWith('--snapshot-blob'));
  process.execve(process.execPath, [process.execPath, ...options, ...process.argv.slice(1)], process.env);
}

/** Why the libraries in the snapshot would not be what they would be if they were loaded now. */
function reasonAgainst() {
  const { env } = process;
  if (env.ALR_SNAPSHOT === 'none') return 'ALR_SNAPSHOT is none';
  const hook = `${env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`.match(/--(import|(experimental-)?loader)\b/);
  if (hook !== null) return `Node is started with ${hook[0]}, for modules that are already in the snapshot`;
  const name = guards.find((guard) => (guard.endsWith('*') ? hasPrefix(guard.slice(0, -1), env) : guard in env));
  return name && `a library reads ${name} while it loads, and it was not set when the image was built`;
}

function hasPrefix(prefix, env) {
  return Object.keys(env).some((name) => name.toUpperCase().startsWith(prefix));
}
