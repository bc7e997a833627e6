// @compile-at-start
import type { Context } from '@alr/context';

/** A record that was not handled. */
export interface RecordFailure {
  /** The position of the record in the batch. */
  readonly index: number;
  readonly error: unknown;
}

/**
 * The order in which the records of a batch are handled: `any` order, several at a time; or `in-order`, one at a time.
 * In order, a failure ends its group, so that no later record of the group overtakes one that will be retried.
 */
export type RecordOrder<Item> =
  | { readonly kind: 'any'; readonly concurrency: number }
  | { readonly kind: 'in-order'; readonly groupOf: (record: Item) => unknown };

/** A record was never started; the `cause` says why. */
export class RecordNotStartedError extends Error {
  override get name(): string {
    return 'RecordNotStartedError';
  }
}

/** The key under which a context, except those of older versions and of tests, says whether its signal has aborted. */
const IS_ENDING: unique symbol = Symbol.for('@alr/context.is-ending') as never;

/** A record is retried, although it may have been handled, because an earlier record of its group failed. */
export class RecordBlockedError extends Error {
  override get name(): string {
    return 'RecordBlockedError';
  }
}

/** How long records may occupy the event loop before timers get a turn. */
const TURN_MS = 50;

/**
 * Runs every record once. Starts no more records after the signal of the context has aborted.
 *
 * @returns the failures, in the order of the records
 */
export async function runRecords<Item>(
  records: readonly Item[],
  run: (record: Item, index: number) => Promise<void>,
  order: RecordOrder<Item>,
  context: Context,
): Promise<RecordFailure[]> {
  const failures: RecordFailure[] = [];
  // All records that a failure blocks share one error: a batch may have thousands of records.
  const blockedGroups = new Map<unknown, RecordNotStartedError>();
  let outOfTime: RecordNotStartedError | undefined;
  const entries = records.entries();
  // Not performance.now(), which takes Node a millisecond to load.
  let turnEnds = Date.now() + TURN_MS;

  const runRemaining = async () => {
    for (const [index, record] of entries) {
      const group = order.kind === 'in-order' ? order.groupOf(record) : undefined;
      if (Date.now() > turnEnds) {
        // Without this, records that never wait for I/O would keep the timer of the signal from firing.
        await new Promise(setImmediate);
        turnEnds = Date.now() + TURN_MS;
      }
      if (isEnding(context)) outOfTime ??= notStarted('the invocation is about to end', context.signal.reason);
      const obstacle = outOfTime ?? blockedGroups.get(group);
      if (obstacle) {
        failures.push({ index, error: obstacle });
        continue;
      }
      try {
        await run(record, index);
      } catch (error) {
        failures.push({ index, error });
        if (order.kind === 'in-order')
          blockedGroups.set(group, notStarted('an earlier record of its group failed', error));
      }
    }
  };

  const workers = order.kind === 'in-order' ? 1 : Math.min(checkConcurrency(order.concurrency), records.length);
  await Promise.all(Array.from({ length: workers }, runRemaining));
  return failures.sort((a, b) => a.index - b.index);
}

/**
 * Adds the records that an earlier failure of their group blocks, so that none is acknowledged before one that will be
 * retried.
 *
 * @returns all failures, in the order of the records
 */
// @compile-later
export function withBlockedRecords<Item>(
  failures: readonly RecordFailure[],
  records: readonly Item[],
  order: RecordOrder<Item>,
): RecordFailure[] {
  const all = new Map(failures.map((failure) => [failure.index, failure]));
  if (order.kind === 'in-order' && failures.length > 0) {
    const blockedGroups = new Map<unknown, RecordBlockedError>();
    for (const [index, record] of records.entries()) {
      const group = order.groupOf(record);
      const failure = all.get(index);
      const blocked = blockedGroups.get(group);
      if (failure === undefined && blocked !== undefined) all.set(index, { index, error: blocked });
      if (failure !== undefined && blocked === undefined) {
        const message = 'retried together with an earlier record of its group, which failed';
        blockedGroups.set(group, new RecordBlockedError(message, { cause: failure.error }));
      }
    }
  }
  return [...all.values()].sort((a, b) => a.index - b.index);
}

/**
 * Whether the signal of a context has aborted. The context itself knows this without the signal, which takes 0.5 % of
 * all instructions until the first response, and has a timer.
 */
function isEnding(context: Context & { readonly [IS_ENDING]?: boolean }): boolean {
  return context[IS_ENDING] ?? context.signal.aborted;
}

// @compile-later
function notStarted(reason: string, cause: unknown): RecordNotStartedError {
  return new RecordNotStartedError(`not started: ${reason}`, { cause });
}

function checkConcurrency(concurrency: number): number {
  if (concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Infinity)) return concurrency;
  throw invalidConcurrency(concurrency);
}

// @compile-later
function invalidConcurrency(concurrency: number): RangeError {
  return new RangeError(`static concurrency is ${concurrency}: use a whole number of 1 or more, or Infinity`);
}
