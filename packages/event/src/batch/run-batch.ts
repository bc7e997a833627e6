import type { RecordFailure } from './run-records.ts';

/** A record of a batch with its decoded and validated payload, as `onBatch` gets it. */
export type BatchRecord<Payload = unknown, Item extends object = object> = Item & { readonly payload: Payload };

/**
 * Reports that a record of the batch failed. The record must be one of those that `onBatch` got.
 *
 * @throws {BatchReportError} it is not, or `onBatch` has returned already
 */
export type FailRecord = (record: BatchRecord, error: unknown) => void;

/** The payload that the records of a method `onBatch` have; `unknown` if the class has no such method. */
export type BatchPayload<Method> =
  NonNullable<Method> extends (...parameters: infer Parameters) => unknown
    ? Parameters extends Readonly<Record<0, readonly { readonly payload: infer Payload }[]>>
      ? Payload
      : unknown
    : unknown;

/** `onBatch` has reported its outcome in a way that cannot be understood. So its whole batch fails. */
export class BatchReportError extends Error {
  override get name(): string {
    return 'BatchReportError';
  }
}

/** The outcome of `onBatch`. */
interface BatchReport {
  /** The records that were reported as failed. */
  readonly reported: readonly RecordFailure[];
  /** Why all other records failed too; absent if they succeeded. */
  readonly rest?: { readonly error: unknown; readonly failures: readonly RecordFailure[] };
}

/**
 * Runs a method that handles a batch at once. A record counts as handled only if the method leaves no doubt about it.
 *
 * @param batch the records at their positions; undefined for those that are not passed on
 */
export async function runBatch(
  batch: readonly (BatchRecord | undefined)[],
  run: (records: readonly BatchRecord[], fail: FailRecord) => unknown,
): Promise<BatchReport> {
  const records = batch.filter((record) => record !== undefined);
  if (records.length === 0) return { reported: [] };
  const known = new Set<unknown>(records);
  const failed = new Map<unknown, unknown>();
  // Kept, in case the method catches it.
  let misuse: BatchReportError | undefined;
  let isOver = false;
  const fail: FailRecord = (record, error) => {
    if (isOver) {
      throw new BatchReportError(
        'fail() was called after onBatch() had returned, too late to be reported: await in onBatch() all that it starts',
      );
    }
    if (!known.has(record)) {
      misuse ??= new BatchReportError(
        `fail() was called with ${kindOf(record)} that is not a record of the batch: pass one of the records that onBatch() got, not a copy`,
      );
      throw misuse;
    }
    if (!failed.has(record)) failed.set(record, error);
  };
  let rest: { readonly error: unknown } | undefined;
  try {
    await run(records, fail);
    if (misuse !== undefined) throw misuse;
  } catch (error) {
    rest = { error };
  }
  isOver = true;
  const reported: RecordFailure[] = [];
  const others: RecordFailure[] = [];
  for (const [index, record] of batch.entries()) {
    if (failed.has(record)) reported.push({ index, error: failed.get(record) });
    else if (rest !== undefined && record !== undefined) others.push({ index, error: rest.error });
  }
  return { reported, ...(rest && { rest: { ...rest, failures: others } }) };
}

/**
 * Rejects any result of `onBatch`, since ignoring one that lists failed records would lose them.
 *
 * @throws {BatchReportError} there is a result
 */
export function rejectResult(result: unknown): void {
  if (result === undefined) return;
  throw new BatchReportError(
    `onBatch() returned ${kindOf(result)}, which may mean that records failed: call fail(record, error) for each record that failed, and return nothing`,
  );
}

/** The kind of a value, which itself may be the payload of a message. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of the type ${typeof value}`;
}
