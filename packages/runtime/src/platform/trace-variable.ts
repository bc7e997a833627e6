// @compile-at-start
/** The variable in which AWS's libraries look up the trace of the current invocation. */
const NAME = '_X_AMZN_TRACE_ID';

/** The variable's value for one invocation. The user's code can set and delete it. */
export class TraceVariable {
  value: string | undefined;

  constructor(value: string | undefined) {
    this.value = value;
  }
}

/** Shared by all copies of this package in a process, because there is only one `process.env`. */
class Shared {
  /** Finds the value for the invocation that the running code belongs to. Set by the copy that runs the invocations. */
  find: () => TraceVariable | undefined = () => undefined;
  /** The value for code that belongs to no invocation. */
  outside = new TraceVariable(process.env[NAME]);
  /** The environment that has the variable. */
  environment: NodeJS.ProcessEnv | undefined;
  /** What `environment` was made from. Both change if the user's code replaces `process.env`. */
  original: NodeJS.ProcessEnv = process.env;

  constructor() {
    // Node cannot clone a proxy, but code that was written for AWS's runtime may clone the environment.
    const { structuredClone: clone } = globalThis;
    const replacement = {
      structuredClone: (...[value, options]: Parameters<typeof clone>) =>
        clone(value === this.environment ? { ...this.environment } : value, options),
    };
    Object.assign(globalThis, replacement);
  }
}

const SHARED: unique symbol = Symbol.for('@alr/runtime.trace-variable') as never;

/**
 * Makes `process.env` have the variable `_X_AMZN_TRACE_ID`, whose value depends on the code that reads it. Nothing is
 * set in the environment of the process, because glibc keeps every value in memory indefinitely.
 * @param find finds the value for the invocation that the running code belongs to
 */
export function exposeTraceVariable(find: () => TraceVariable | undefined): void {
  shared().find = find;
  replaceEnvironment();
}

/**
 * Sets the value for code that belongs to no invocation.
 * @param variable undefined if there can be several invocations at once, whose values must not be mixed up
 */
export function enterTraceVariable(variable: TraceVariable | undefined): void {
  // The user's code can have replaced `process.env` since the last invocation.
  replaceEnvironment();
  const state = shared();
  // Code that keeps a reference to the original can have set the variable there, which hides all other values.
  Reflect.deleteProperty(state.original, NAME);
  if (variable !== undefined) state.outside = variable;
}

function shared(): Shared {
  const global = globalThis as { [SHARED]?: Shared };
  global[SHARED] ??= new Shared();
  return global[SHARED];
}

function replaceEnvironment(): void {
  const state = shared();
  const { env } = process;
  // The second condition is for a proxy by the user's code around the environment with the variable.
  if (env === state.environment || SHARED in env) return;
  state.original = env;
  state.environment = withTraceVariable(env);
  // Unlike an assignment, this does not throw if `process` is frozen.
  Reflect.set(process, 'env', state.environment);
}

/**
 * Returns an environment that has the variable. The value comes from an accessor in the prototype, which also serves
 * code that keeps a reference to the original. The proxy makes the variable look like any other. It has no trap for
 * reading, which would make each read of any variable several times as expensive.
 */
function withTraceVariable(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // A value in the environment itself would hide the accessor.
  Reflect.deleteProperty(env, NAME);
  const accessor = { configurable: true, get: read, set: write };
  // What cannot be extended cannot get another variable either.
  if (!Reflect.setPrototypeOf(env, Object.create(Reflect.getPrototypeOf(env), { [NAME]: accessor }))) return env;
  return new Proxy(env, {
    has: (target, key) => (key === NAME ? read() !== undefined : key === SHARED || Reflect.has(target, key)),
    set: (target, key, value) => (key === NAME ? write(value) : Reflect.set(target, key, value)),
    deleteProperty: (target, key) => (key === NAME ? remove() : Reflect.deleteProperty(target, key)),
    ownKeys(target) {
      const keys = Reflect.ownKeys(target).filter((key) => key !== NAME);
      return read() === undefined ? keys : [...keys, NAME];
    },
    getOwnPropertyDescriptor(target, key) {
      if (key !== NAME) return Reflect.getOwnPropertyDescriptor(target, key);
      const value = read();
      return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
    defineProperty(target, key, descriptor) {
      const isValue = key === NAME && 'value' in descriptor;
      return isValue ? write(descriptor.value) : Reflect.defineProperty(target, key, descriptor);
    },
  });
}

// @compile-later
function current(): TraceVariable {
  const { find, outside } = shared();
  return find() ?? outside;
}

// @compile-later
function read(): string | undefined {
  return current().value;
}

/** Like the value of any variable, this one becomes text. */
// @compile-later
function write(value: unknown): true {
  current().value = `${value}`;
  return true;
}

// @compile-later
function remove(): true {
  current().value = undefined;
  return true;
}
