/** Records what libraries read and do while they load: what would stay the same in every start from a snapshot. */
const { createHook } = require('node:async_hooks');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');

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
};

/** Something that a start only has to have in common with the build. */
const TIME_ZONE = 'the time zone';

exports.startRecording = function startRecording(file) {
  const events = [];
  const print = fs.writeSync.bind(undefined, 1);
  let isOpen = true;

  /** @param kind the verb of the reason, such as reads: a library reads `what` while it loads */
  function record(kind, what, stack = new Error().stack) {
    const frames = [...stack.matchAll(/\(?([^\s()]+):(\d+):(\d+)\)?$/gm)].filter(([, path]) => path === file);
    if (isOpen && frames.length > 0)
      events.push({ kind, what, frames: frames.map(([, , line, column]) => [Number(line), Number(column)]) });
  }

  function patch(object, name, kind, label) {
    const original = object[name];
    if (typeof original !== 'function') return;
    const recorded = function (...args) {
      record(kind, label);
      return new.target ? Reflect.construct(original, args, new.target) : Reflect.apply(original, this, args);
    };
    Object.defineProperties(recorded, Object.getOwnPropertyDescriptors(original));
    const { configurable, writable } = Object.getOwnPropertyDescriptor(object, name) ?? { configurable: true };
    if (configurable) Object.defineProperty(object, name, { value: recorded, writable: true, configurable });
    else if (writable) object[name] = recorded;
  }
  const patchAll = (object, label, kind, names) => {
    for (const name of names) patch(object, name, kind, `${label}${name}`);
  };

  Error.stackTraceLimit = 100;
  createHook({
    init(_, type) {
      if (type in resources) record(...resources[type]);
    },
  }).enable();
  // A library that lists all variables would seem to read those that this process is started with.
  for (const name of Object.keys(process.env)) delete process.env[name];
  const realEnv = process.env;
  process.env = new Proxy(realEnv, {
    get(env, name) {
      if (typeof name === 'string') record('reads', `process.env.${name}`);
      return env[name];
    },
    has(env, name) {
      if (typeof name === 'string') record('reads', `process.env.${name}`);
      return name in env;
    },
    getOwnPropertyDescriptor(env, name) {
      record('reads', `process.env.${String(name)}`);
      return Object.getOwnPropertyDescriptor(env, name);
    },
    ownKeys(env) {
      record('reads', 'process.env');
      return Reflect.ownKeys(env);
    },
    set(env, name, value) {
      record('sets', `process.env.${String(name)}`);
      env[name] = value;
      return true;
    },
  });
  patch(Date, 'now', 'reads', 'the time (Date.now)');
  const { parse } = Date;
  const isLocalTime = (text) => {
    const [here, elsewhere] = ['UTC', 'Asia/Tokyo'].map((zone) => {
      realEnv.TZ = zone;
      return parse(text);
    });
    delete realEnv.TZ;
    return !Object.is(here, elsewhere);
  };
  Date.parse = (text) => {
    if (isLocalTime(text)) record('reads', TIME_ZONE);
    return parse(text);
  };
  globalThis.Date = new Proxy(Date, {
    construct(target, args, newTarget) {
      if (args.length === 0) record('reads', 'the time (new Date)');
      const [first] = args;
      if (args.length > 1 || (typeof first === 'string' && isLocalTime(first))) record('reads', TIME_ZONE);
      return Reflect.construct(target, args, newTarget);
    },
    apply(target, self, args) {
      record('reads', 'the time (Date)');
      return Reflect.apply(target, self, args);
    },
  });
  Date.prototype.constructor = Date;
  for (const name of Object.getOwnPropertyNames(Date.prototype)) {
    if (/^[gs]et(?!UTC|Time$)|^to(Date|Time)?String$/.test(name)) patch(Date.prototype, name, 'reads', TIME_ZONE);
  }
  patch(process, 'hrtime', 'reads', 'the time (process.hrtime)');
  patch(process.hrtime, 'bigint', 'reads', 'the time (process.hrtime)');
  patchAll(performance, 'the time (performance).', 'reads', ['now', 'mark', 'measure']);
  readOnly(performance, 'timeOrigin', 'performance.timeOrigin');
  patch(Math, 'random', 'reads', 'randomness (Math.random)');
  patchAll(crypto, 'randomness: crypto.', 'reads', [
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'getRandomValues',
  ]);
  patchAll(Object.getPrototypeOf(crypto.webcrypto), 'randomness: crypto.', 'reads', ['getRandomValues', 'randomUUID']);
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
  ]);
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
  ]);
  for (const name of ['pid', 'ppid', 'argv', 'argv0', 'execArgv', 'title', 'report', 'exitCode'])
    readOnly(process, name, `process.${name}`);
  patch(globalThis, 'fetch', 'starts', 'fetch');
  patchAll(process, 'process.', 'calls', ['emitWarning', 'exit', 'kill', 'chdir', 'dlopen', 'loadEnvFile']);
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

  function readOnly(object, name, label) {
    const prototype = name in object && !Object.hasOwn(object, name) ? Object.getPrototypeOf(object) : object;
    const { get, value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (Object.getOwnPropertyDescriptor(object, name)?.configurable === false) return;
    Object.defineProperty(object, name, {
      configurable: true,
      get() {
        record('reads', label);
        return get === undefined ? value : Reflect.apply(get, object, []);
      },
    });
  }

  return {
    record,
    fail: (error) => record('fails', String(error), error instanceof Error ? String(error.stack) : ''),
    /** Prints what was recorded, once promises and immediates have run. */
    print() {
      setImmediate(() => {
        isOpen = false;
        print(JSON.stringify(events));
        process.reallyExit(0);
      });
    },
  };
};
