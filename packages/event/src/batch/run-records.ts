/** What became of a record that wasn't handled. */
export interface Failure {
  /** Its place in the batch. */
  readonly index: number;
  readonly error: unknown;
}

/**
 * In which order the records of a batch are tried: any, so many at a time; or one after the other, where a failure ends
 * its group, so that no record overtakes one that comes again.
 */
export type Order<Item> =
  | { readonly kind: 'any'; readonly concurrency: number }
  | { readonly kind: 'in-order'; readonly groupOf: (record: Item) => unknown };

/** A record that was never started; its `cause` is what kept it from being. */
export class RecordNotStartedError extends Error {
  override get name(): string {
    return 'RecordNotStartedError';
  }
}

/** How long records may keep the event loop to themselves, in ms, before timers have a turn. */
const TURN = 50;

/**
 * Runs every record once. Once the signal aborts no further one is started.
 *
 * @returns the failures, in the order of the records.
 */
export async function runRecords<Item>(
  records: readonly Item[],
  run: (record: Item, index: number) => Promise<void>,
  order: Order<Item>,
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  // One error for all that it keeps from being started: a batch may have thousands of records.
  const endedGroups = new Map<unknown, RecordNotStartedError>();
  let late: RecordNotStartedError | undefined;
  const entries = records.entries();
  // Not performance.now(), which takes Node a millisecond to load.
  let turnEnds = Date.now() + TURN;

  const runRemaining = async () => {
    for (const [index, record] of entries) {
      const group = order.kind === 'in-order' ? order.groupOf(record) : undefined;
      if (Date.now() > turnEnds) {
        // The signal's timer fires only if records that never wait for anything let it.
        await new Promise(setImmediate);
        turnEnds = Date.now() + TURN;
      }
      if (signal.aborted) late ??= notStarted('the invocation is about to end', signal.reason);
      const obstacle = late ?? endedGroups.get(group);
      if (obstacle) {
        failures.push({ index, error: obstacle });
        continue;
      }
      try {
        await run(record, index);
      } catch (error) {
        failures.push({ index, error });
        if (order.kind === 'in-order')
          endedGroups.set(group, notStarted('an earlier record of its group failed', error));
      }
    }
  };

  const workers = order.kind === 'in-order' ? 1 : Math.min(checkConcurrency(order.concurrency), records.length);
  await Promise.all(Array.from({ length: workers }, runRemaining));
  return failures.sort((a, b) => a.index - b.index);
}

function notStarted(reason: string, cause: unknown): RecordNotStartedError {
  return new RecordNotStartedError(`Not started: ${reason}`, { cause });
}

function checkConcurrency(concurrency: number): number {
  if (concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Infinity)) return concurrency;
  throw new RangeError(`static concurrency is ${concurrency}: it must be a whole number of 1 or more, or Infinity`);
}
