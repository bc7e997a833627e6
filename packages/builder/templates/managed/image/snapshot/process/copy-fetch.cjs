/**
 * A copy of fetch and its classes. Node's fetch loads node:http and others, which cannot be in a snapshot and take a third
 * of the start of a function that only makes a `Response`. This file evaluates the code of Node's fetch with copies of
 * these modules, which load the real ones once something is sent.
 */
const vm = require('node:vm');

const NAME = 'internal/deps/undici/undici';
/** In the order of Node, because some of their modules need others. */
const firstClasses = ['FormData', 'Headers', 'Response', 'Request'];
const laterClasses = ['WebSocket', 'CloseEvent', 'ErrorEvent', 'MessageEvent', 'EventSource'];

/**
 * Replaces the globals.
 *
 * @param requireModule loads the built-in modules that the code imports, or copies of them
 * @param isCalled whether something may be sent; else, only a third of the code is evaluated, and the rest if it is needed
 * @returns a function to call after the start, or undefined if this version of Node has other code
 */
module.exports = function copyFetch(requireModule, isCalled) {
  const code = process.binding('natives')[NAME];
  // The code in Node 22 compiles WebAssembly while it loads.
  if (code === undefined || code.includes('await WebAssembly.compile')) return undefined;
  const { classes, load } = isCalled ? evaluateAll(code, requireModule) : evaluateFirst(code, requireModule);
  for (const name of [...firstClasses, ...laterClasses]) {
    if (name in classes) replaceGlobal(name, classes[name]);
    else replaceGlobalLater(name, () => load()[name]);
  }
  globalThis.fetch = function fetch(input, init = undefined) {
    return load().fetch(input, init);
  };
  // Bodies are streams.
  void globalThis.ReadableStream;
  return () => acceptResponses(classes.Response);
};

function evaluateAll(code, requireModule) {
  const all = evaluate(code, requireModule);
  return { classes: all, load: () => all };
}

function evaluateFirst(code, requireModule) {
  const modules = readModules(code);
  if (modules === undefined) return evaluateAll(code, requireModule);
  const first = evaluate(modules.first, withLightModules(requireModule));
  // A function that named `modules` would keep the code in the snapshot.
  const { loaders } = modules;
  const classes = Object.fromEntries(firstClasses.map((name) => [name, first[loaders.get(name)]()[name]]));
  let all;
  const load = () => {
    all ??= evaluate(readModules(code).rest, requireModule, first);
    return all;
  };
  return { classes, load };
}

/**
 * The code of fetch defines a function for each of its modules, and ends with the main module, which calls nearly all of
 * them.
 *
 * @returns the code of the first modules, that of the others, and the names of the functions that load classes; undefined if
 * this version of Node has other code
 */
function readModules(code) {
  const [helpers, ...texts] = code.split('\n// ');
  const main = texts.pop();
  const modules = new Map(texts.map((text) => [/^\S+\nvar (\w+) = __commonJS\(/.exec(text)?.[1], `// ${text}`]));
  const loaders = new Map(
    [...main.matchAll(/^module\.exports\.(\w+) = (\w+)\(\)\.\1;$/gm)].map(([, name, load]) => [name, load]),
  );
  if (modules.has(undefined) || !firstClasses.every((name) => modules.has(loaders.get(name)))) return undefined;
  const needed = new Set(firstClasses.map((name) => loaders.get(name)));
  for (const name of needed) {
    for (const [called] of modules.get(name).matchAll(/\b\w+(?=\(\))/g)) if (modules.has(called)) needed.add(called);
  }
  const others = [...modules].filter(([name]) => !needed.has(name)).map(([, text]) => text);
  const first = [helpers, ...[...needed].map((name) => modules.get(name)), `module.exports = { ${[...needed]} };`];
  return { first: first.join('\n'), rest: [helpers, ...others, `// ${main}`].join('\n'), loaders };
}

/** @param variables what the code uses besides its own variables and those of a module */
function evaluate(code, requireModule, variables = {}) {
  const module = { exports: {} };
  const values = { module, require: requireModule, process, ...variables };
  // With Node's name of the file, errors name the same one.
  vm.compileFunction(code, Object.keys(values), { filename: `node:${NAME}` })(...Object.values(values));
  return module.exports;
}

/** The first modules hardly use these, which take time to load. */
function withLightModules(requireModule) {
  const light = {
    'node:assert'(value, message) {
      if (!value) requireModule('node:assert')(value, message);
    },
    'node:crypto': { randomInt: (max) => requireModule('node:crypto').randomInt(max) },
    'node:perf_hooks': { performance: { now: () => requireModule('node:perf_hooks').performance.now() } },
  };
  return (name) => light[name] ?? requireModule(name);
}

/** Node loads its own code when such a property is changed, but not when it is deleted. */
function replaceGlobal(name, value) {
  if (!Object.hasOwn(globalThis, name)) return;
  delete globalThis[name];
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Makes the value when it is first read. */
function replaceGlobalLater(name, make) {
  if (!Object.hasOwn(globalThis, name)) return;
  delete globalThis[name];
  const set = (value) => replaceGlobal(name, value);
  const get = () => {
    set(make());
    return globalThis[name];
  };
  Object.defineProperty(globalThis, name, { get, set, configurable: true, enumerable: false });
}

/** Node compiles WebAssembly only from its own `Response`, not from the copy. */
function acceptResponses(Response) {
  const { compile, instantiate, compileStreaming, instantiateStreaming } = WebAssembly;
  WebAssembly.compileStreaming = async (source, ...options) => {
    const response = await source;
    if (!(response instanceof Response)) return compileStreaming(response, ...options);
    return compile(await readModule(response), ...options);
  };
  WebAssembly.instantiateStreaming = async (source, ...options) => {
    const response = await source;
    if (!(response instanceof Response)) return instantiateStreaming(response, ...options);
    return instantiate(await readModule(response), ...options);
  };
  const functions = { compileStreaming, instantiateStreaming };
  for (const [name, { length }] of Object.entries(functions)) {
    Object.defineProperties(WebAssembly[name], { name: { value: name }, length: { value: length } });
  }
}

/** The bytes of a module, with the checks of Node. */
function readModule(response) {
  const type = response.headers.get('Content-Type');
  if (type !== 'application/wasm') throw responseError(`has unsupported MIME type '${type}'`);
  if (!response.ok) throw responseError(`has status code ${response.status}`);
  if (response.bodyUsed) throw responseError('body has already been used');
  return response.arrayBuffer();
}

function responseError(problem) {
  return Object.assign(new TypeError(`WebAssembly response ${problem}`), { code: 'ERR_WEBASSEMBLY_RESPONSE' });
}
