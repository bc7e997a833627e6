const STDERR = 2;

/**
 * Writes a line to stderr, and returns when it is written. `process.stderr` would load the terminal and stream modules at
 * the first line, which a cold start feels.
 */
export function writeLine(line: string): void {
  const { writeSync } = process.getBuiltinModule('node:fs');
  let bytes = Buffer.from(`${line}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(STDERR, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A pipe that another process has made non-blocking is full: its reader needs a moment.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      // Nobody reads any more: there is no place left to say so.
      else if (code === 'EPIPE' || code === 'EBADF') return;
      else throw error;
    }
  }
}
