#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

process.exitCode = 1; // what an exit before the command has settled amounts to
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
