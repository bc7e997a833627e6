/** The last change of each thing, by the connection that makes it. */
const changes = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Makes changes of the same thing one after the other. Functions are deployed at the same time, and two of them can have
 * an entry in one list, which each reads, changes and writes back.
 *
 * @param connection the connection that all of them use
 * @param key what is changed
 */
export async function inTurn<Result>(connection: object, key: string, change: () => Promise<Result>): Promise<Result> {
  const byKey = changes.get(connection) ?? new Map<string, Promise<unknown>>();
  changes.set(connection, byKey);
  const before = byKey.get(key) ?? Promise.resolve();
  // A change that failed is no reason not to make the next one.
  const current = before.then(change, change);
  byKey.set(key, current);
  return current;
}
