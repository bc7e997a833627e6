#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

// If the reader closes the pipe (`| head`), exit as other commands do: silently, with the exit code of SIGPIPE.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(141);
    throw error;
  });
}

// If the event loop empties before the command has settled, the process must not exit with 0.
process.exitCode = 1;
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
