import type { Database } from '../../data/database.ts';
import type { InvocationRequest } from '../../function/invocation/invocation.ts';
import type { InvocationSource } from '../../record/invocation-record.ts';
import type { AsynchronousEvent, KeptEvents, WaitingEvent } from '../../sources/asynchronous/asynchronous-queue.ts';
import type { Journal, StoredItem } from '../../sources/journal.ts';

/** An event whose invoker does not wait, with what is the same at each attempt. */
export type QueuedRequest = InvocationRequest & {
  /** Distinguishes it from a duplicate, which has the same request id. */
  readonly id: string;
  readonly requestId: string;
  readonly traceHeader: string;
  readonly source: InvocationSource;
};

/** An event as it is kept; its payload is kept apart. */
interface KeptEvent {
  readonly request: Omit<QueuedRequest, 'event'>;
  readonly event: Omit<AsynchronousEvent<never>, 'request'>;
  readonly dueAt: number;
}

/** What the kinds of all events begin with in the journal. The name of the function follows. */
export const KIND_PREFIX = 'event of ';

/**
 * Says how many events wait for functions that do not run, because they are not selected, have another name or are gone.
 * The events stay, because their functions can come back.
 *
 * @param keys the functions that run
 */
export function describeOtherEvents(database: Database, keys: readonly string[]): string[] {
  const select = database.prepare(
    'SELECT substr(kind, ?) AS key, count(*) AS count FROM item WHERE kind LIKE ? GROUP BY kind ORDER BY kind',
  );
  return select.all(KIND_PREFIX.length + 1, `${KIND_PREFIX}%`).flatMap(({ key, count }) => {
    if (keys.includes(String(key))) return [];
    const events = count === 1 ? '1 event waits' : `${count} events wait`;
    const pronoun = count === 1 ? 'it stays' : 'they stay';
    return [`${events} for the function ${key}, which does not run: ${pronoun} until it does, or until --reset`];
  });
}

/** The asynchronous events of a function in a journal, and what an earlier run has left of them. */
export function keptEvents(
  journal: Journal,
  functionKey: string,
): KeptEvents<QueuedRequest> & { restore(): readonly WaitingEvent<QueuedRequest>[] } {
  const kept = journal.collection(`${KIND_PREFIX}${functionKey}`, (waiting: WaitingEvent<QueuedRequest>) => {
    const { request, ...event } = waiting.event;
    const { event: content, ...others } = request;
    return { value: { request: others, event, dueAt: waiting.dueAt }, content };
  });
  return {
    put: (waiting) => kept.put(waiting.event.request.id, waiting),
    remove: ({ request }) => kept.remove(request.id),
    restore: () => kept.restore().map(decode),
  };
}

function decode({ value, content = Buffer.alloc(0) }: StoredItem<KeptEvent>): WaitingEvent<QueuedRequest> {
  const { request, event, dueAt } = value;
  return { dueAt, event: { ...event, request: { ...request, event: content } } };
}
