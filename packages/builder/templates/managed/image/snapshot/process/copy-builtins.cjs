/**
 * Copies of built-in modules that cannot be in a snapshot. Values are the same, functions call the real ones, and the rest
 * loads the module when it is used.
 */

/**
 * @param builtins what the modules export, from describe-builtins.mjs
 * @param load loads a module; `use` says why
 * @param isLoaded whether a module is loaded
 */
module.exports = copyBuiltins;
copyBuiltins.forward = forward;

function copyBuiltins(builtins, { load, isLoaded }) {
  const copies = new Map();
  return (id) => {
    if (!copies.has(id) && Object.hasOwn(builtins, id)) copies.set(id, copyModule(id, builtins[id]));
    return copies.get(id);
  };

  function copyModule(id, exports) {
    let real;
    const open = (use) => {
      real ??= load(id, use);
      return real;
    };
    /** Functions, classes and objects that were read before the module was loaded. */
    const made = new Map();
    const make = (key, { kind, length }) => {
      const get = () => open(key)[key];
      if (kind === 'function') return copyFunction(key, get, length);
      return kind === 'class' ? copyClass(key, get, () => real !== undefined || isLoaded(id)) : forward({}, get, {});
    };
    const read = (key) => {
      const details = exports[key];
      if (real !== undefined || details.kind === 'other') return open(key)[key];
      if (details.kind === 'data') return details.value;
      if (!made.has(key)) made.set(key, make(key, details));
      return made.get(key);
    };
    const write = (key, value) => {
      open(key)[key] = value;
    };
    const { '': isFunction, ...named } = exports;
    const target = isFunction ? (...args) => open('the function')(...args) : {};
    return withAccessors(target, Object.keys(named), { read, write });
  }
}

/**
 * Gives an object accessors, each of which is made when it is needed: libraries read few of a module's exports, and a start
 * takes longer the more objects the snapshot has.
 */
function withAccessors(target, keys, { read, write }) {
  const left = new Set(keys);
  const accessor = (key) => ({
    get: () => read(key),
    set: (value) => write(key, value),
    enumerable: true,
    configurable: true,
  });
  return new Proxy(target, {
    get: (_, key, receiver) => (left.has(key) ? read(key) : Reflect.get(target, key, receiver)),
    set(_, key, value, receiver) {
      if (!left.has(key)) return Reflect.set(target, key, value, receiver);
      write(key, value);
      return true;
    },
    has: (_, key) => left.has(key) || key in target,
    ownKeys: () => [...left, ...Reflect.ownKeys(target)],
    getOwnPropertyDescriptor: (_, key) =>
      left.has(key) ? accessor(key) : Reflect.getOwnPropertyDescriptor(target, key),
    defineProperty(_, key, descriptor) {
      if (left.delete(key)) Object.defineProperty(target, key, accessor(key));
      return Reflect.defineProperty(target, key, descriptor);
    },
    deleteProperty(_, key) {
      left.delete(key);
      return Reflect.deleteProperty(target, key);
    },
  });
}

function copyFunction(name, get, length) {
  const copy = function (...args) {
    return new.target ? Reflect.construct(get(), args, new.target) : get().apply(this, args);
  };
  Object.defineProperties(copy, { name: { value: name }, length: { value: length } });
  // Node knows how to promisify some of its functions.
  const { promisify } = require('node:util');
  Object.defineProperty(copy, promisify.custom, { value: (...args) => promisify(get())(...args) });
  return copy;
}

/**
 * A class whose module is loaded when the class is used, and not when a library only imports it. An agent's is loaded when
 * the agent is used, and not when it is made: clients make agents that they use only once they send a request.
 */
function copyClass(className, get, isLoaded) {
  const instances = new WeakSet();
  // A bound class does not have the property `prototype`, whose value a proxy could not change.
  const target = Function.prototype.bind.call(class {});
  const copy = forward(target, get, {
    construct(_, args, newTarget) {
      if (newTarget !== copy) return Reflect.construct(get(), args, newTarget);
      if (className !== 'Agent') return Reflect.construct(get(), args);
      let made;
      const make = () => {
        made ??= Reflect.construct(get(), args);
        return made;
      };
      const instance = forward({}, make, {});
      instances.add(instance);
      return instance;
    },
    get(_, name) {
      // Before the module is loaded, there are no other instances.
      if (name === Symbol.hasInstance) return (value) => instances.has(value) || (isLoaded() && value instanceof get());
      return get()[name];
    },
  });
  return copy;
}

/** A stand-in for an object that is made when it is used. */
function forward(target, make, handlers) {
  const operations = ['apply', 'defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor', 'getPrototypeOf'];
  operations.push('has', 'ownKeys', 'set', 'setPrototypeOf');
  const forwarded = operations.map((name) => [name, (_, ...args) => Reflect[name](make(), ...args)]);
  const receiver = {
    get: (_, name) => Reflect.get(make(), name),
    set: (_, name, value) => Reflect.set(make(), name, value),
    // A property that the target does not have has to be configurable.
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(make(), name);
      return descriptor && { ...descriptor, configurable: true };
    },
    ownKeys: () => Reflect.ownKeys(make()),
  };
  return new Proxy(target, { ...Object.fromEntries(forwarded), ...receiver, ...handlers });
}
