/** The outcome of a batch of messages. */
export type BatchOutcome =
  | { readonly kind: 'succeeded' }
  /** All messages are delivered again. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** These messages are delivered again. */
  | { readonly kind: 'partial'; readonly failedIds: ReadonlySet<string> };

/** What a batch consists of. */
export type BatchItem = 'message' | 'record';

const succeeded: BatchOutcome = { kind: 'succeeded' };

/** How much of a value is shown in a message. */
const SHOWN_LENGTH = 100;

/**
 * Reads the response of a function that did not fail. An invalid report fails the batch, so that no message is lost:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * @param response the response, which should be JSON
 * @param ids those of the messages, or the sequence numbers of the records
 * @param acceptsReports whether the mapping has `ReportBatchItemFailures`; otherwise, the response does not matter
 */
export function outcomeOf(
  response: string,
  ids: ReadonlySet<string>,
  acceptsReports: boolean,
  item: BatchItem = 'message',
): BatchOutcome {
  if (!acceptsReports) return succeeded;
  let value: unknown;
  try {
    value = JSON.parse(response);
  } catch {
    return failed(`the response is not JSON, but ${shortened(response) || 'empty'}`);
  }
  if (value === null) return succeeded;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return failed(`the response is ${shortened(response)} instead of { "batchItemFailures": […] }`);
  }
  const failures: unknown = 'batchItemFailures' in value ? value.batchItemFailures : null;
  if (failures === null) return succeeded;
  if (!Array.isArray(failures)) return failed(`batchItemFailures is ${show(failures)} instead of a list`);
  return outcomeOfItems(failures, ids, item);
}

/** The ids in a response that looks like a report, whether or not the mapping accepts reports. */
export function reportedIds(response: string): readonly string[] {
  try {
    const value = JSON.parse(response) as { batchItemFailures?: readonly { itemIdentifier?: unknown }[] } | null;
    const failures = value?.batchItemFailures;
    if (!Array.isArray(failures)) return [];
    return failures.flatMap((item) => (typeof item?.itemIdentifier === 'string' ? [item.itemIdentifier] : []));
  } catch {
    return [];
  }
}

function outcomeOfItems(items: readonly unknown[], ids: ReadonlySet<string>, what: BatchItem): BatchOutcome {
  const failedIds = new Set<string>();
  for (const item of items) {
    const id: unknown =
      typeof item === 'object' && item !== null && 'itemIdentifier' in item ? item.itemIdentifier : null;
    if (typeof id !== 'string' || id === '') {
      return failed(`an item of batchItemFailures is ${show(item)}, without the itemIdentifier of a ${what}`);
    }
    if (!ids.has(id)) return failed(`batchItemFailures contains ${show(id)}, which is not a ${what} of the batch`);
    failedIds.add(id);
  }
  return failedIds.size === 0 ? succeeded : { kind: 'partial', failedIds };
}

function failed(reason: string): BatchOutcome {
  return { kind: 'failed', reason };
}

function show(value: unknown): string {
  return shortened(JSON.stringify(value));
}

function shortened(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}
