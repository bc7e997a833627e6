import { builtin } from './builtins.ts';

/** How long a full pipe may keep the process waiting for its reader. */
const MAX_WAIT_MS = 1000;

/** Taken at the start, because a library can replace them later, such as one that simulates a file system. */
const { fstatSync, openSync, writeSync } = builtin('node:fs');
const { now } = Date;

/** The part of `node:fs` that an output uses. */
interface Files {
  writeSync(descriptor: number, bytes: Uint8Array): number;
  fstatSync(descriptor: number): { readonly dev: number; readonly ino: number };
  openSync(path: string, flags: string): number;
}

/**
 * Writes to a file descriptor before it returns, and never throws: a full disk or a closed descriptor must not keep the
 * process from responding or exiting. `process.stderr` would load Node's terminal and stream modules at the first line,
 * which would slow down a cold start.
 */
export class Output {
  readonly #descriptor: number;
  readonly #files: Files;
  /** The file that is open when this object is made, at the start of the process. */
  readonly #file: string | undefined;
  #isLost = false;
  #isStuck = false;

  constructor(descriptor: number, files: Files = { fstatSync, openSync, writeSync }) {
    this.#descriptor = descriptor;
    this.#files = files;
    this.#file = this.#currentFile();
  }

  /** Returns how many bytes were written. The others are lost. */
  write(bytes: Uint8Array): number {
    // The user's code can close the descriptor. The system then gives its number to the next file or socket.
    if (this.#isLost || this.#currentFile() !== this.#file) return 0;
    let written = 0;
    let fullSince: number | undefined;
    while (written < bytes.length) {
      try {
        written += this.#files.writeSync(this.#descriptor, bytes.subarray(written));
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

  #currentFile(): string | undefined {
    try {
      const { dev, ino } = this.#files.fstatSync(this.#descriptor);
      return `${dev} ${ino}`;
    } catch {
      this.#isLost = true;
      this.#occupy();
      return undefined;
    }
  }

  /** Keeps the next socket from getting the number of the closed descriptor, to which others may also write. */
  #occupy(): void {
    try {
      this.#files.openSync('/dev/null', 'r+');
    } catch {
      // Nothing else can be done.
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
