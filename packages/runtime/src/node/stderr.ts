import { builtin } from './builtins.ts';

const STDERR = 2;

/** The part of `node:fs` that writes. */
interface FileWriter {
  writeSync(descriptor: number, bytes: Buffer): number;
}

/**
 * Writes a line to stderr before it returns. `process.stderr` would load Node's terminal and stream modules at the first
 * line, which would slow down a cold start.
 */
export function writeLine(line: string, { writeSync }: FileWriter = builtin('node:fs')): void {
  let bytes = Buffer.from(`${line}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(STDERR, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The pipe is full and another process has made it non-blocking: wait 1 ms for its reader.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      // Nothing reads stderr any more, so there is nowhere to report that.
      else if (code === 'EPIPE' || code === 'EBADF') return;
      else throw error;
    }
  }
}
