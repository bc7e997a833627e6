import { type SendInput, sizeOf } from './message/sent-message.ts';
import type { Queue } from './queue.ts';
import { QueueError } from './queue-error.ts';
import type { SentMessage } from './queue-types.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ENTRIES = 10;
const MAX_BATCH_SIZE = 1_048_576;
const entryId = /^[\w-]{1,80}$/;

/** An entry of a batch that was rejected. */
export interface FailedEntry {
  readonly id: string;
  readonly error: QueueError;
}

/** What has become of the entries of a batch. */
export interface BatchResult<Result> {
  readonly successful: readonly { readonly id: string; readonly result: Result }[];
  readonly failed: readonly FailedEntry[];
}

/**
 * Does something for each entry of a batch. One that fails does not affect the others.
 *
 * @throws {QueueError} the batch is empty or too long, or an id is invalid or used twice
 */
export function runBatch<Entry extends { readonly id: string }, Result>(
  entries: readonly Entry[],
  run: (entry: Entry) => Result,
): BatchResult<Result> {
  checkEntries(entries);
  const successful: { id: string; result: Result }[] = [];
  const failed: FailedEntry[] = [];
  for (const entry of entries) {
    try {
      successful.push({ id: entry.id, result: run(entry) });
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      failed.push({ id: entry.id, error });
    }
  }
  return { successful, failed };
}

/**
 * Sends a batch of messages.
 *
 * @throws {QueueError} the batch is empty, too long or too large, or an id is invalid or used twice
 */
export function sendBatch(
  queue: Queue,
  entries: readonly (SendInput & { readonly id: string })[],
  now: number,
): BatchResult<SentMessage> {
  checkEntries(entries);
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > MAX_BATCH_SIZE) {
    const message = `Batch requests cannot be longer than ${MAX_BATCH_SIZE} bytes. You have sent ${size} bytes.`;
    throw new QueueError('BatchRequestTooLong', message);
  }
  return runBatch(entries, (entry) => queue.send(entry, now));
}

function checkEntries(entries: readonly { readonly id: string }[]): void {
  if (entries.length === 0) {
    throw new QueueError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    const message = `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`;
    throw new QueueError('TooManyEntriesInBatchRequest', message);
  }
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (!entryId.test(id)) {
      const message =
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw new QueueError('InvalidBatchEntryId', message);
    }
    if (seen.has(id)) throw new QueueError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    seen.add(id);
  }
}
