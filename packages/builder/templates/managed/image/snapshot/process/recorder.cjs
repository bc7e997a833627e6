/** Replaces functions and properties by ones that record that they are used. */
const { writeSync } = require('node:fs');

const MAX_FRAMES = 100;
/** How long the libraries may work after they are loaded, in milliseconds. */
const MAX_WAIT = 10_000;

/**
 * Each event is written at once, as a line, because a library may end the process.
 *
 * @param file the script with the libraries: what other code does is not recorded
 * @param output the file descriptor for the events; the last of them is `ends`
 */
exports.createRecorder = function createRecorder(file, output) {
  // Libraries may replace these.
  const { Error: RealError, setImmediate: waitForImmediates, setTimeout: wait } = globalThis;
  const { reallyExit } = process;
  const written = new Set();
  let isOpen = true;
  let mayNeverEnd = false;

  /** @param kind the verb of the reason, such as reads: a library reads `what` while it loads */
  function record(kind, what, stack = currentStack()) {
    const frames = isOpen ? framesOf(stack) : [];
    if (frames.length === 0) return;
    const id = [kind, what, frames[0]].join('\t');
    if (written.has(id)) return;
    written.add(id);
    if (['starts', 'opens'].includes(kind)) mayNeverEnd = true;
    write(kind, what, frames.join(' '));
  }

  function write(...fields) {
    // A library may have written to the same file descriptor.
    writeSync(output, `\n${fields.map((field) => field.replace(/\s+/g, ' ')).join('\t')}\n`);
  }

  /** The places in the libraries, as LINE:COLUMN. */
  function framesOf(stack) {
    return String(stack)
      .split('\n')
      .map((line) => line.slice(line.lastIndexOf(`${file}:`)).slice(file.length + 1))
      .flatMap((place) => place.match(/^\d+:\d+(?=\)?$)/) ?? []);
  }

  /** A library may have changed how stacks are made, or the class that Node asks for it. */
  function currentStack() {
    const ways = [RealError, globalThis.Error].map((type) => {
      const { stackTraceLimit, prepareStackTrace } = type;
      Reflect.set(type, 'stackTraceLimit', MAX_FRAMES);
      Reflect.set(type, 'prepareStackTrace', undefined);
      return { type, stackTraceLimit, prepareStackTrace };
    });
    const { stack } = new RealError();
    for (const { type, stackTraceLimit, prepareStackTrace } of ways.reverse()) {
      Reflect.set(type, 'stackTraceLimit', stackTraceLimit);
      Reflect.set(type, 'prepareStackTrace', prepareStackTrace);
    }
    return stack;
  }

  function fail(error) {
    try {
      const stack = error instanceof RealError ? error.stack : '';
      if (framesOf(stack).length > 0) record('fails', String(error), stack);
      else writeSync(2, `${stack || error}\n`);
    } catch {
      writeSync(2, 'an error that cannot be printed\n');
    }
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

  /**
   * Writes that the libraries are loaded. A snapshot is made once nothing is left to do, so this waits as well, unless
   * something is recorded that may never end.
   */
  function end() {
    const exit = (status) => Reflect.apply(reallyExit, process, [status]);
    const finish = () => {
      isOpen = false;
      write('ends');
      exit(0);
    };
    const giveUp = () => {
      writeSync(2, 'they keep the process running');
      exit(1);
    };
    waitForImmediates(() => {
      if (mayNeverEnd) finish();
      process.on('beforeExit', finish);
      wait(giveUp, MAX_WAIT).unref();
    });
  }

  RealError.stackTraceLimit = MAX_FRAMES;
  // Also for promises that are rejected.
  process.on('uncaughtException', fail);
  return { record, fail, patch, patchAll, watch, end };
};
