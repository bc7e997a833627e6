/**
 * Evaluates libraries.cjs. Node runs this file in three ways, always from the folder of the function's files:
 *   node evaluate-libraries.cjs record          writes what the libraries read and do while they load
 *   node evaluate-libraries.cjs start HANDLER   starts the function, and writes what code and modules the start needs
 *   node --build-snapshot-config ...            keeps the evaluated libraries in a snapshot
 * In a snapshot, what was computed while it was built stays. And modules with native handles, such as node:http, cannot
 * be in it. For these, the libraries get a copy of the exports that loads the module when it is first used.
 */
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

const FILE = path.join(__dirname, 'libraries.cjs');
/** The file descriptor for what the build wants to know. Libraries may print something. */
const RESULT = 3;
const { builtins, guards, isInImage, fetchUse, added } = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'snapshot-input.json'), 'utf8'),
);
const isBuilding = v8.startupSnapshot.isBuildingSnapshot();
const isRecording = process.argv[2] === 'record';
const recorder = isRecording ? require('./record-loading.cjs').startRecording(FILE, RESULT, added) : undefined;
let isStarted = false;
const { getBuiltinModule } = process;

const { evaluate, forgetCode, writeCode, addCode } = loadScript('evaluate-script.cjs');

/** While a snapshot is built, `require` loads only built-in modules. */
function loadScript(name) {
  const module = { exports: {} };
  vm.compileFunction(fs.readFileSync(path.join(__dirname, name), 'utf8'), ['module', 'require'])(module, require);
  return module.exports;
}

// If the build chooses what code stays, the process starts with this flag, so that of Node's modules up to here does.
const keepsCode = process.execArgv.includes('--always-sparkplug');
if (keepsCode) v8.setFlagsFromString('--no-always-sparkplug');

const copyBuiltins = evaluate(path.join(__dirname, 'copy-builtins.cjs'), require);
const copyOf = copyBuiltins(builtins, {
  load(id, use) {
    // With `require`, tools that hook it see that the module is loaded.
    if (isStarted) return getBuiltinModule('module').createRequire(FILE)(id);
    recorder?.record('uses', `${use} of node:${id}`);
    return require(id);
  },
  isLoaded: (id) => isStarted && process.moduleLoadList.includes(`NativeModule ${id}`),
});

/** Objects of fetch are marked when they are made. Those that libraries make while they load are marked after the start. */
const unmarked = [];
const threads = copyOf('worker_threads');
const { markAsUncloneable } = threads;
if (markAsUncloneable !== undefined) {
  const mark = (object) => void (isStarted ? markAsUncloneable(object) : unmarked.push(object));
  Object.defineProperty(threads, 'markAsUncloneable', { value: mark });
}

/** `require` of the libraries while they load. */
function requireModule(name) {
  const id = name.replace(/^node:/, '');
  if (id === 'module') return moduleCopy;
  return copyOf(id) ?? require(name);
}

/** `createRequire` works after the start. Before, only built-in modules can be required. */
const moduleCopy = new Proxy(require('node:module'), {
  get: (target, name) => (name === 'createRequire' ? createRequire : target[name]),
});

function createRequire(from) {
  const real = () => getBuiltinModule('module').createRequire(from);
  const load = (name) => {
    if (isStarted) return real()(name);
    if (moduleCopy.isBuiltin(name)) return requireModule(name);
    // What is not installed is not found after the start either.
    if (canResolve(name)) recorder?.record('requires', name);
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
  };
  const canResolve = (name) => {
    try {
      return real().resolve(name) !== '';
    } catch {
      return false;
    }
  };
  load.resolve = (...args) => real().resolve(...args);
  Object.defineProperty(load, 'cache', { get: () => real().cache });
  return load;
}

/** A library can keep this function. */
process.getBuiltinModule = (id) => {
  if (isStarted || !moduleCopy.isBuiltin(id)) return getBuiltinModule(id);
  return requireModule(id);
};

/** The standard streams have native handles. They are opened after the start, and are never a terminal on Lambda. */
const onTerminals = {
  isTTY: undefined,
  columns: undefined,
  rows: undefined,
  hasColors: undefined,
  getColorDepth: undefined,
};
const streams = ['stdin', 'stdout', 'stderr'].map((name, fd) => {
  const descriptor = Object.getOwnPropertyDescriptor(process, name);
  const open = () => {
    if (!isStarted) recorder?.record('uses', `process.${name}`);
    return descriptor.get.call(process);
  };
  const known = { ...onTerminals, fd };
  const copy = copyBuiltins.forward({}, open, {
    get: (_, property) => (!isStarted && property in known ? known[property] : open()[property]),
  });
  const stream = { name, descriptor, isUsed: false };
  const get = () => {
    stream.isUsed = true;
    return copy;
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
  return stream;
});

/** After the start from a snapshot, Node's console has no class unless something refers to it. */
const { Console } = console;
/** A library may keep a method of the console, which the runtime replaces after the start. */
const routed = ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir'];
const consoleMethods = routed.map((name) => [name, console[name]]);
for (const [name, original] of consoleMethods) {
  const current = (...args) => (console[name] === current ? original : console[name]).apply(console, args);
  console[name] = Object.defineProperty(current, 'name', { value: name });
}

const reasonAgainst = evaluate(path.join(__dirname, 'reason-against.cjs'), require);
const { fetch } = globalThis;
const copyFetch = evaluate(path.join(__dirname, 'copy-fetch.cjs'), require);
const startFetch = fetchUse === 'none' ? undefined : copyFetch(requireModule, fetchUse === 'all');
if (isRecording) {
  // The recorder's function records calls.
  globalThis.fetch = fetch;
  // The libraries call this for `import()`, which does not work while a snapshot is built.
  globalThis[Symbol.for('alr.import')] = (name, options) => {
    recorder.record('imports', `${name} with import()`);
    return import(name, options);
  };
}

try {
  globalThis[Symbol.for('alr.libraries')] = evaluate(FILE, requireModule);
} catch (error) {
  if (!isRecording) throw error;
  recorder.fail(error);
}

if (isRecording) recorder.end();
else {
  // The libraries have asked for none of the others, which can be loaded after the start.
  for (const id of Object.keys(builtins)) delete builtins[id];
  if (isBuilding) endBuild();
  else beginStart();
}

function endBuild() {
  const { locateFeature } = loadScript('list-features.cjs');
  for (const name of added) {
    const { object, key } = locateFeature(name);
    if (Object.hasOwn(object, key)) throw new Error(`${name} exists, which V8 adds after the start`);
  }
  v8.startupSnapshot.addDeserializeCallback(start);
  if (keepsCode) {
    forgetCode();
    addCode();
  }
  fs.writeSync(RESULT, JSON.stringify(loadedModules()));
}

/** Starts the function as if it started from a snapshot. */
function beginStart() {
  const bootstrap = path.join(__dirname, 'alr-bootstrap.js');
  process.argv.splice(1, 2, bootstrap);
  forgetCode();
  // Before the runtime reports that the process ends.
  process.on('exit', () => {
    writeCode();
    // A first invocation is likely to need the built-in modules that the function's files name.
    for (const name of JSON.parse(process.env.ALR_MODULES)) process.getBuiltinModule(name);
    fs.writeFileSync(process.env.ALR_MODULE_LIST, JSON.stringify(loadedModules()));
  });
  endLoading();
  void import(require('node:url').pathToFileURL(bootstrap));
}

function loadedModules() {
  return process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''));
}

/** Runs before anything else when a process starts from the snapshot. */
function start() {
  // Processes that the function starts get these options, and do not need the libraries.
  process.execArgv = process.execArgv.filter((option) => !option.startsWith('--snapshot-blob'));
  const against = endLoading();
  if (against !== undefined) startWithoutSnapshot(against);
}

/**
 * From here on, everything is that of the process which has started.
 *
 * @returns what `reasonAgainst` returns
 */
function endLoading() {
  isStarted = true;
  // Sparkplug, V8's baseline compiler, compiles only a few functions during a start. Waking up a thread would take longer.
  v8.setFlagsFromString('--no-concurrent-sparkplug');
  process.getBuiltinModule = getBuiltinModule;
  Object.assign(console, Object.fromEntries(consoleMethods), { Console });
  startFetch?.();
  unmarked.forEach(markAsUncloneable);
  // A copy that a library has kept stays, so that there is only one stream.
  for (const { name, descriptor, isUsed } of streams) {
    if (!isUsed) Object.defineProperty(process, name, descriptor);
  }
  return reasonAgainst({ guards, folder: __dirname, isInImage });
}

/** Node then loads libraries.cjs. */
function startWithoutSnapshot({ reason, node }) {
  require('node:fs').writeSync(2, `starting without the snapshot: ${reason}\n`);
  const env = { ...process.env };
  // V8 does not accept the compile cache of a start from a snapshot. compile-cache.mjs makes one for each way to start.
  if (env.NODE_COMPILE_CACHE) env.NODE_COMPILE_CACHE = path.join(env.NODE_COMPILE_CACHE, 'without-snapshot');
  process.execve(node, [node, ...process.execArgv, ...process.argv.slice(1)], env);
}
