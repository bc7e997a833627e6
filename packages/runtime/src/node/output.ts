import { builtin } from './builtins.ts';

/** How long a full pipe may keep the process waiting for its reader. */
const MAX_WAIT_MS = 1000;

/** Taken at the start, because a library can replace them later, such as one that simulates a file system. */
const { writeSync } = builtin('node:fs');
const { now } = Date;

/** Like `writeSync` of `node:fs`. */
type WriteSync = (descriptor: number, bytes: Uint8Array) => number;

/**
 * Writes to a file descriptor before it returns, and never throws: a full disk or a closed descriptor must not keep the
 * process from responding or exiting. `process.stderr` would load Node's terminal and stream modules at the first line,
 * which would slow down a cold start.
 */
export class Output {
  readonly #descriptor: number;
  readonly #write: WriteSync;
  #isStuck = false;

  constructor(descriptor: number, write: WriteSync = writeSync) {
    this.#descriptor = descriptor;
    this.#write = write;
  }

  /** Returns how many bytes were written. The others are lost. */
  write(bytes: Uint8Array): number {
    let written = 0;
    let fullSince: number | undefined;
    while (written < bytes.length) {
      try {
        written += this.#write(this.#descriptor, bytes.subarray(written));
        fullSince = undefined;
        this.#isStuck = false;
      } catch (error) {
        // The pipe is full, and non-blocking because another process made it so.
        if (!hasCode(error, 'EAGAIN')) return written;
        fullSince ??= now();
        // Waits once for a reader that has stopped, and not again at each line.
        this.#isStuck ||= now() - fullSince > MAX_WAIT_MS;
        if (this.#isStuck) return written;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
    return written;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
