/** Records what libraries read and do while they load: what would stay the same in every start from a snapshot. */
const { createHook } = require('node:async_hooks');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const v8 = require('node:v8');
const { inspect } = require('node:util');
const { locateFeature } = require('./list-features.cjs');
const { recordTime } = require('./record-time.cjs');
const { createRecorder } = require('./recorder.cjs');

/**
 * What Node creates, by the type of its asynchronous resources. There are more ways to these than functions that can be
 * replaced. A timer in a snapshot would not only never fire: later timers of the process would not fire either.
 */
const resources = {
  Timeout: ['starts', 'a timer'],
  Immediate: ['starts', 'an immediate'],
  RANDOMBYTESREQUEST: ['reads', 'randomness (crypto)'],
  RANDOMPRIMEREQUEST: ['reads', 'randomness (crypto)'],
  KEYGENREQUEST: ['reads', 'randomness (crypto)'],
  KEYPAIRGENREQUEST: ['reads', 'randomness (crypto)'],
  MESSAGEPORT: ['opens', 'a message port'],
};

/**
 * @param file the script with the libraries
 * @param output the file descriptor for what is recorded
 * @param added what V8 adds after the start from a snapshot
 */
exports.startRecording = function startRecording(file, output, added) {
  const recorder = createRecorder(file, output);
  createHook({
    init(_, type) {
      if (type in resources) recorder.record(...resources[type]);
    },
  }).enable();
  // A library that lists all variables would seem to read those that this process is started with.
  for (const name of Object.keys(process.env)) delete process.env[name];
  recordTime(recorder, process.env);
  recordRandomness(recorder);
  recordSystem(recorder);
  recordEffects(recorder);
  recordVariables(recorder);
  recordFeatures(recorder, added);
  return recorder;
};

function recordVariables({ record }) {
  const { env: real } = process;
  const isVariable = (name) => typeof name === 'string' && !(name in Object.prototype);
  // The target is what `inspect` looks at.
  const target = Object.defineProperty({}, inspect.custom, {
    configurable: true,
    value() {
      record('reads', 'process.env');
      return { ...real };
    },
  });
  const env = new Proxy(target, {
    get(_, name) {
      if (name === inspect.custom) return target[name];
      if (isVariable(name)) record('reads', `process.env.${name}`);
      return real[name];
    },
    has(_, name) {
      if (isVariable(name)) record('reads', `process.env.${name}`);
      return name in real;
    },
    getOwnPropertyDescriptor(_, name) {
      record('reads', `process.env.${String(name)}`);
      return Reflect.getOwnPropertyDescriptor(real, name);
    },
    ownKeys() {
      record('reads', 'process.env');
      return Reflect.ownKeys(real);
    },
    set(_, name, value) {
      record('sets', `process.env.${String(name)}`);
      real[name] = value;
      return true;
    },
    defineProperty(_, name, descriptor) {
      record('sets', `process.env.${String(name)}`);
      return Reflect.defineProperty(real, name, descriptor);
    },
    deleteProperty(_, name) {
      record('deletes', `process.env.${String(name)}`);
      return Reflect.deleteProperty(real, name);
    },
  });
  Object.defineProperty(process, 'env', {
    configurable: true,
    get: () => env,
    set(value) {
      record('sets', 'process.env');
      Object.defineProperty(process, 'env', { value, writable: true });
    },
  });
}

/** While a snapshot is built, these do not exist, and V8 cannot add them if a library has. */
function recordFeatures({ watch }, added) {
  for (const name of added) {
    const { object, key } = locateFeature(name);
    watch(object, key, `${name}, which V8 adds after the start,`);
  }
}

function recordRandomness({ patch, patchAll }) {
  patch(Math, 'random', 'reads', 'randomness (Math.random)');
  patchAll(crypto, 'randomness: crypto.', 'reads', [
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'getRandomValues',
    // These make keys.
    'createECDH',
    'createDiffieHellman',
    'createDiffieHellmanGroup',
    'getDiffieHellman',
  ]);
  patchAll(Object.getPrototypeOf(crypto.webcrypto), 'randomness: crypto.', 'reads', ['getRandomValues', 'randomUUID']);
}

function recordSystem({ patch, patchAll, watch }) {
  patchAll(os, 'os.', 'reads', [
    'hostname',
    'userInfo',
    'homedir',
    'tmpdir',
    'networkInterfaces',
    'cpus',
    'availableParallelism',
    'totalmem',
    'freemem',
    'uptime',
    'loadavg',
    'release',
    'version',
    'machine',
    'getPriority',
  ]);
  patchAll(v8, 'v8.', 'reads', ['getHeapStatistics', 'getHeapSpaceStatistics', 'getHeapCodeStatistics']);
  for (const name of ['hardwareConcurrency', 'language', 'languages']) watch(navigator, name, `navigator.${name}`);
  patchAll(process, 'process.', 'reads', [
    'cwd',
    'uptime',
    'cpuUsage',
    'threadCpuUsage',
    'memoryUsage',
    'resourceUsage',
    'getuid',
    'getgid',
    'geteuid',
    'getegid',
    'getgroups',
    'constrainedMemory',
    'availableMemory',
    'umask',
  ]);
  patch(process.memoryUsage, 'rss', 'reads', 'process.memoryUsage');
  for (const name of ['pid', 'ppid', 'argv', 'argv0', 'execArgv', 'title', 'report', 'exitCode'])
    watch(process, name, `process.${name}`);
}

function recordEffects({ record, patch, patchAll }) {
  patch(globalThis, 'fetch', 'starts', 'fetch');
  patchAll(process, 'process.', 'calls', [
    'emitWarning',
    'exit',
    'reallyExit',
    'abort',
    'kill',
    'chdir',
    'dlopen',
    'loadEnvFile',
    'setSourceMapsEnabled',
    'setUncaughtExceptionCaptureCallback',
  ]);
  patchAll(v8, 'v8.', 'calls', ['setFlagsFromString', 'setHeapSnapshotNearHeapLimit']);
  patch(os, 'setPriority', 'calls', 'os.setPriority');
  patch(process, '_rawDebug', 'prints', 'process._rawDebug');
  for (const name of ['on', 'once', 'addListener', 'prependListener']) {
    const original = process[name];
    process[name] = function (event, ...rest) {
      if (String(event) in os.constants.signals || event === 'message')
        record('opens', `a listener for ${String(event)}`);
      return Reflect.apply(original, this, [event, ...rest]);
    };
  }
  patchAll(console, 'console.', 'prints', ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table', 'dir']);
  for (const name of Object.keys(fs)) if (/^[a-z]/.test(name)) patch(fs, name, 'calls', `fs.${name}`);
  for (const name of Object.keys(fs.promises)) patch(fs.promises, name, 'calls', `fs.promises.${name}`);
  for (const name of Object.getOwnPropertyNames(Intl)) patch(Intl, name, 'creates', `an Intl.${name}`);
  for (const name of ['Module', 'compile', 'Instance', 'instantiate', 'Memory'])
    patch(WebAssembly, name, 'creates', `a WebAssembly.${name}`);
  patchAll(Date.prototype, 'Date.prototype.', 'calls', ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']);
  patch(Number.prototype, 'toLocaleString', 'calls', 'Number.prototype.toLocaleString');
  patch(String.prototype, 'localeCompare', 'calls', 'String.prototype.localeCompare');
}
