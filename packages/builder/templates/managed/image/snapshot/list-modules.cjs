/**
 * Writes the built-in modules that a process has loaded into a file when it exits. It also loads those that the function's
 * files name, because a first invocation is likely to need them.
 */
process.on('exit', () => {
  for (const name of JSON.parse(process.env.ALR_MODULES)) process.getBuiltinModule(name);
  const names = process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''));
  require('node:fs').writeFileSync(process.env.ALR_MODULE_LIST, JSON.stringify(names));
});
