#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';
import { exitOnOutputError } from './terminal/output-errors.ts';

exitOnOutputError(process);

// If the event loop empties before the command has settled, the process must not exit with 0.
process.exitCode = 1;
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
