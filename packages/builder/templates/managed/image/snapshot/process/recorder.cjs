/** Replaces functions and properties by ones that record that they are used. */
const { writeSync } = require('node:fs');

const MAX_FRAMES = 100;

/**
 * Each event is written at once, as a line of JSON, because a library may end the process.
 *
 * @param file the script with the libraries: what other code does is not recorded
 * @param output the file descriptor for the events; the last of them is `ends`
 */
exports.createRecorder = function createRecorder(file, output) {
  const { Error: RealError } = globalThis;
  const { reallyExit } = process;
  let isOpen = true;

  function write(event) {
    writeSync(output, `${JSON.stringify(event)}\n`);
  }

  /** @param kind the verb of the reason, such as reads: a library reads `what` while it loads */
  function record(kind, what, stack = currentStack()) {
    const frames = [...stack.matchAll(/\(?([^\s()]+):(\d+):(\d+)\)?$/gm)].filter(([, path]) => path === file);
    if (isOpen && frames.length > 0)
      write({ kind, what, frames: frames.map(([, , line, column]) => [Number(line), Number(column)]) });
  }

  /** A library may have changed how stacks are made. */
  function currentStack() {
    const { stackTraceLimit, prepareStackTrace } = RealError;
    Object.assign(RealError, { stackTraceLimit: MAX_FRAMES, prepareStackTrace: undefined });
    const { stack } = new RealError();
    Object.assign(RealError, { stackTraceLimit, prepareStackTrace });
    return stack;
  }

  function fail(error) {
    record('fails', String(error), error instanceof RealError ? String(error.stack) : '');
  }

  /** Records when a function is called. */
  function patch(object, name, kind, label) {
    const original = object[name];
    if (typeof original !== 'function') return;
    const recorded = function (...args) {
      record(kind, label);
      return new.target ? Reflect.construct(original, args, new.target) : Reflect.apply(original, this, args);
    };
    Object.defineProperties(recorded, Object.getOwnPropertyDescriptors(original));
    // Such as that of os.hostname.
    if (Symbol.toPrimitive in original) recorded[Symbol.toPrimitive] = () => recorded();
    const { configurable, writable } = Object.getOwnPropertyDescriptor(object, name) ?? { configurable: true };
    if (configurable) Object.defineProperty(object, name, { value: recorded, writable: true, configurable });
    else if (writable) object[name] = recorded;
  }

  function patchAll(object, label, kind, names) {
    for (const name of names) patch(object, name, kind, `${label}${name}`);
  }

  /** Records when a property is read or assigned. */
  function watch(object, name, label) {
    const isOwn = Object.hasOwn(object, name) || !(name in object);
    const { get, value } = Object.getOwnPropertyDescriptor(isOwn ? object : Object.getPrototypeOf(object), name) ?? {};
    if (Object.getOwnPropertyDescriptor(object, name)?.configurable === false) return;
    Object.defineProperty(object, name, {
      configurable: true,
      get() {
        record('reads', label);
        return get === undefined ? value : Reflect.apply(get, object, []);
      },
      set(assigned) {
        record('sets', label);
        Object.defineProperty(object, name, { value: assigned, writable: true });
      },
    });
  }

  /** Writes that the libraries are loaded, once promises and immediates have run. */
  function end() {
    setImmediate(() => {
      isOpen = false;
      write({ kind: 'ends' });
      Reflect.apply(reallyExit, process, [0]);
    });
  }

  RealError.stackTraceLimit = MAX_FRAMES;
  // Also for promises that are rejected.
  process.on('uncaughtException', fail);
  return { record, fail, patch, patchAll, watch, end };
};
