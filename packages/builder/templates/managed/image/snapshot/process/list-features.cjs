/**
 * Writes what V8 defines to the file descriptor 3. Some of it, such as WebAssembly and Promise.try, does not exist while a
 * snapshot is built: V8 adds it after the start.
 */

/** @returns names such as WebAssembly, Promise.try and Iterator.prototype[Symbol.dispose] */
function listFeatures() {
  return [...holders()].flatMap(([name, object]) =>
    Reflect.ownKeys(object).flatMap((key) => {
      if (typeof key === 'string') return name === 'globalThis' ? key : `${name}.${key}`;
      // Other symbols are not of V8.
      return key.description?.startsWith('Symbol.') ? `${name}[${key.description}]` : [];
    }),
  );
}

function* holders() {
  yield ['globalThis', globalThis];
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // An accessor would load a part of Node.
    const { value, enumerable } = Object.getOwnPropertyDescriptor(globalThis, name);
    if (enumerable || Object(value) !== value || value === globalThis) continue;
    if (typeof value === 'object') yield [name, value];
    // Not one of Node's classes, whose prototypes may load others.
    else if (Function.prototype.toString.call(value).endsWith('{ [native code] }')) {
      yield [name, value];
      if (value.prototype) yield [`${name}.prototype`, value.prototype];
    }
  }
}

/** @returns the object that has the feature of this name, or would have it, and its key */
function locateFeature(name) {
  const [, path = 'globalThis', key, symbol] = name.match(/^(?:(.+?)(?=\.\w+$|\[))?(?:\.?(\w+)|\[Symbol\.(\w+)\])$/);
  const object = path.split('.').reduce((value, each) => value[each], globalThis);
  return { object, key: symbol === undefined ? key : Symbol[symbol] };
}

// As the script of a snapshot, it is not a module.
const isScript = typeof module !== 'object' || require.main === module;
if (isScript) {
  require('node:fs').writeSync(3, JSON.stringify(listFeatures()));
  process.reallyExit(0);
}
module.exports = { locateFeature };
