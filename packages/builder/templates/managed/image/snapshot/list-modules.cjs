/** Writes the built-in modules that a process has loaded into a file when it exits. */
process.on('exit', () => {
  const names = process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''));
  require('node:fs').writeFileSync(process.env.ALR_MODULE_LIST, JSON.stringify(names));
});
