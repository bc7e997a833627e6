#!/usr/bin/env node
// An old Node cannot load the rest of the program, so this file has no static import, and no syntax that is new.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// If the event loop empties before the command has settled, the process must not exit with 0.
process.exitCode = 1;
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `alr-builder needs Node 22.19 or later, but this is Node ${process.versions.node} (${process.execPath}): install a newer version, or put it first in PATH`,
  );
} else {
  // With the compiled code that earlier runs have left, `local` starts in a fifth less time. Compilers do the same.
  process.getBuiltinModule('node:module').enableCompileCache();
  void import('./command-line/run-process.ts').then(({ runProcess }) => runProcess(process));
}
