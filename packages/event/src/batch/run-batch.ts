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
export interface BatchReport {
  /** The records that were reported as failed, with their errors. */
  readonly failed: ReadonlyMap<unknown, unknown>;
  /** Why all other records failed too; absent if they succeeded. */
  readonly rest?: { readonly error: unknown };
}

/** Runs a method that handles a batch at once. A record counts as handled only if the method returns without doubt. */
export async function runBatch(
  records: readonly BatchRecord[],
  run: (records: readonly BatchRecord[], fail: FailRecord) => unknown,
): Promise<BatchReport> {
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
        `fail() was called with ${record ? 'an object' : record} that is no record of the batch: pass one of the records that onBatch() got, not a copy`,
      );
      throw misuse;
    }
    if (!failed.has(record)) failed.set(record, error);
  };
  try {
    await run(records, fail);
    if (misuse !== undefined) throw misuse;
    return { failed };
  } catch (error) {
    return { failed, rest: { error } };
  } finally {
    isOver = true;
  }
}

/**
 * Rejects any result of `onBatch`, since ignoring one that lists failed records would lose them.
 *
 * @throws {BatchReportError} there is a result
 */
export function rejectResult(result: unknown): void {
  if (result === undefined) return;
  const kind = Array.isArray(result) ? 'an array' : result === null ? 'null' : `a value of the type ${typeof result}`;
  throw new BatchReportError(
    `onBatch() returned ${kind}, which may mean that records failed: call fail(record, error) for each record that failed, and return nothing`,
  );
}
