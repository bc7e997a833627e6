/**
 * A copy of fetch and its classes. Node's fetch loads node:http and others, which cannot be in a snapshot and take a third
 * of the start of a function that only makes a `Response`. This file evaluates the code of Node's fetch with copies of
 * these modules, which load the real ones once something is sent.
 */
const vm = require('node:vm');

const NAME = 'internal/deps/undici/undici';
const parameters = ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];

/**
 * Replaces the globals.
 *
 * @param requireModule loads the built-in modules that the code imports, or copies of them
 * @returns a function to call after the start, or undefined if this version of Node has other code
 */
module.exports = function copyFetch(requireModule) {
  const code = process.binding('natives')[NAME];
  // The code in Node 22 compiles WebAssembly while it loads.
  if (code === undefined || code.includes('await WebAssembly.compile')) return undefined;
  // With Node's name of the file, stacks of errors are the same.
  const wrapped = vm.compileFunction(code, parameters, { filename: `node:${NAME}` });
  const module = { exports: {} };
  wrapped(module.exports, requireModule, module, process);
  const { fetch: fetchImpl, ...classes } = module.exports;
  for (const [name, value] of Object.entries(classes)) {
    if (!Object.hasOwn(globalThis, name)) continue;
    // Node loads its own code when such a property is changed, but not when it is deleted.
    delete globalThis[name];
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  globalThis.fetch = function fetch(input, init = undefined) {
    return fetchImpl(input, init);
  };
  // Bodies are streams.
  void globalThis.ReadableStream;
  return () => acceptResponses(classes.Response);
};

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
