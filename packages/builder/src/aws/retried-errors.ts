/** The errors of calls that were retried without success, and for how many milliseconds. */
const retried = new WeakMap<object, number>();

/** Records for how many milliseconds the call that failed with this error was retried. */
export function markAsRetried(error: object, milliseconds: number): void {
  retried.set(error, milliseconds);
}

/** For how many milliseconds the call that failed with this error was retried; undefined if it was not. */
export function retriedFor(error: object): number | undefined {
  return retried.get(error);
}
