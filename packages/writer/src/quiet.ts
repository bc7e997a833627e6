/** Lets a promise reject without anybody awaiting it: its error surfaces elsewhere, in the writer's `closed`. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
