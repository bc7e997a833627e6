#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

// Who has read enough (`| head`) ends us as it ends other commands: without a word, with the exit code of SIGPIPE.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(141);
    throw error;
  });
}

// what an exit before the command has settled amounts to
process.exitCode = 1;
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
