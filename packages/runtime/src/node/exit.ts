type Exit = (this: NodeJS.Process, code: number) => never;

/** Taken at the start, because the user's code can replace them: tests do, and so do tools that watch the process. */
const exit = process.exit as Exit;
/** The part of `process.exit` that ends the process, or the worker thread, without calling anything else. */
const { reallyExit } = process as unknown as { readonly reallyExit: Exit };

/** Exits, even if a listener of the event `exit` throws, or a replaced method keeps `process.exit` from doing so. */
export function exitProcess(code: number): never {
  try {
    return exit.call(process, code);
  } finally {
    reallyExit.call(process, code);
  }
}
