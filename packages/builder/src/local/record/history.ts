import type { TraceSpan } from '../trace/trace-span.ts';
import { type InvocationRecord, recordOf } from './invocation-record.ts';
import type { InvocationContent, InvocationDetails, InvocationSummary } from './kept-invocation.ts';

/** How many invocations are kept. */
const MAX_INVOCATIONS = 1000;
/** How many bytes of events, responses and logs are kept. */
const MAX_BYTES = 256 * 1024 * 1024;

/** An invocation in the history. */
export interface HistoryEntry {
  readonly summary: InvocationSummary;
  /** Roughly how much memory it takes. */
  readonly bytes: number;
  readonly isPinned: boolean;
  /** Patterns of the paths that its replays ignore, if it is pinned. */
  readonly ignored: readonly string[];
  /** Its last replay after a reload, if it is pinned. */
  readonly lastReplay?: PinnedReplay | undefined;
  readonly content: () => InvocationContent;
  /** Created when it is first read, which most runs never do. */
  readonly record: () => InvocationRecord;
}

/** What has become of a pinned invocation after a reload. */
export interface PinnedReplay {
  /** The number of the invocation that the replay was. */
  readonly id: number;
  /** The paths at which its response differs. */
  readonly differs: readonly string[];
}

/** Where the history is kept when the emulator has stopped. */
export interface HistoryStorage {
  /** The invocations of earlier runs, oldest first. */
  load(): readonly StoredInvocation[];
  add(summary: InvocationSummary, content: InvocationContent, bytes: number): void;
  /** @param ignored undefined: it is no longer pinned */
  pin(id: number, ignored: readonly string[] | undefined): void;
  remove(id: number): void;
  /** Removes all that are not pinned. */
  clear(): void;
  changeDetails(id: number, details: InvocationDetails): void;
  changeSummary(summary: InvocationSummary): void;
}

/** An invocation of an earlier run. */
export type StoredInvocation = Pick<HistoryEntry, 'summary' | 'bytes' | 'isPinned' | 'ignored' | 'content'>;

/** Which invocations a list has. */
export interface HistoryFilter {
  readonly function?: string | undefined;
  readonly source?: string | undefined;
  readonly status?: string | undefined;
  /** A part of the request id, the event, the response or the log. */
  readonly text?: string | undefined;
  /** Only those with a smaller number. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
  /** Leaves out replays. */
  readonly withoutReplays?: boolean | undefined;
}

interface OwnEntry extends HistoryEntry {
  readonly isOfThisRun: boolean;
}

const lastSyntax = /^last(?:~(?<back>\d{1,6}))?$/;
const idSyntax = /^\d{1,15}$/;

/** The last invocations, and those that are pinned. */
export class InvocationHistory {
  readonly #storage: HistoryStorage | undefined;
  /** Oldest first. */
  #entries: OwnEntry[] = [];
  /** Of the entries that are not pinned. */
  #bytes = 0;
  #unpinned = 0;
  #count = 0;
  #lastId = 0;

  constructor(storage?: HistoryStorage) {
    this.#storage = storage;
    for (const stored of storage?.load() ?? []) this.#insert(stored, false);
    this.#shrink();
  }

  /** How many invocations of this run have ended. */
  get count(): number {
    return this.#count;
  }

  /** The invocations of this run, oldest first: a new list for each reader, which does not change. */
  get records(): readonly InvocationRecord[] {
    return this.#entries.filter(({ isOfThisRun }) => isOfThisRun).map(({ record }) => record());
  }

  /** Those that are pinned, oldest first. */
  get pinned(): readonly HistoryEntry[] {
    return this.#entries.filter(({ isPinned }) => isPinned);
  }

  /** The number of the oldest one that is not pinned; that of the next one if there is none. */
  get oldestId(): number {
    return this.#entries.find(({ isPinned }) => !isPinned)?.summary.id ?? this.#lastId + 1;
  }

  /**
   * Adds an invocation that has ended.
   *
   * @param bytes roughly how much memory it takes
   */
  add(ended: Omit<InvocationSummary, 'id'>, content: InvocationContent, bytes: number): HistoryEntry {
    const summary = { ...ended, id: this.#lastId + 1 };
    const entry = this.#insert({ summary, bytes, isPinned: false, ignored: [], content: () => content }, true);
    this.#count++;
    this.#storage?.add(summary, content, bytes);
    this.#shrink();
    return entry;
  }

  /** The invocations that a filter selects, newest first. */
  list({ limit = MAX_INVOCATIONS, ...filter }: HistoryFilter = {}): HistoryEntry[] {
    const found: HistoryEntry[] = [];
    for (let index = this.#entries.length - 1; index >= 0 && found.length < limit; index--) {
      const entry = this.#entries[index];
      if (entry !== undefined && isSelected(entry, filter)) found.push(entry);
    }
    return found;
  }

  /** Finds an invocation by its number, by its request id (the last attempt), or as `last` or `last~1`, without replays. */
  find(selector: string): HistoryEntry | undefined {
    const { back = '0' } = lastSyntax.exec(selector)?.groups ?? {};
    if (lastSyntax.test(selector)) return this.list({ withoutReplays: true, limit: Number(back) + 1 })[Number(back)];
    const id = idSyntax.test(selector) ? Number(selector) : undefined;
    return this.#entries.findLast(({ summary }) => summary.requestId === selector || summary.id === id);
  }

  /**
   * Pins an invocation, so that it stays, or releases it.
   *
   * @param ignored patterns of the paths that its replays ignore
   */
  pin(entry: HistoryEntry, isPinned: boolean, ignored: readonly string[] = []): void {
    const index = this.#entries.findIndex(({ summary }) => summary.id === entry.summary.id);
    const own = this.#entries[index];
    if (own === undefined) return;
    this.#entries[index] = { ...own, isPinned, ignored, lastReplay: undefined };
    if (own.isPinned !== isPinned) this.#countBytes(own, isPinned ? -1 : 1);
    this.#storage?.pin(own.summary.id, isPinned ? ignored : undefined);
    this.#shrink();
  }

  /** Notes the last replay of a pinned invocation, if it is still pinned. */
  setReplay(id: number, lastReplay: PinnedReplay): void {
    const index = this.#entries.findIndex(({ summary }) => summary.id === id);
    const entry = this.#entries[index];
    if (entry?.isPinned) this.#entries[index] = { ...entry, lastReplay };
  }

  /** Replaces the spans of an invocation that has ended, because more have come. Returns it if it is still there. */
  setSpans(id: number, spans: readonly TraceSpan[]): InvocationSummary | undefined {
    const index = this.#entries.findLastIndex(({ summary }) => summary.id === id);
    const entry = this.#entries[index];
    if (entry === undefined) return undefined;
    const { details, ...others } = entry.content();
    const content = { ...others, details: { ...details, spans } };
    this.#entries[index] = { ...entry, content: () => content, record: recordReader(entry.summary, () => content) };
    this.#storage?.changeDetails(id, content.details);
    return entry.summary;
  }

  /** Notes how many records of a batch will be delivered again, if its invocation succeeded and is still there. */
  setReturned(requestId: string, returned: number): void {
    const index = this.#entries.findLastIndex(({ summary }) => summary.requestId === requestId);
    const entry = this.#entries[index];
    if (entry?.summary.status !== 'success') return;
    const summary = { ...entry.summary, returned };
    this.#entries[index] = { ...entry, summary, record: recordReader(summary, entry.content) };
    this.#storage?.changeSummary(summary);
  }

  /** Removes all that are not pinned. */
  clear(): void {
    this.#storage?.clear();
    this.#entries = this.#entries.filter(({ isPinned }) => isPinned);
    this.#bytes = 0;
    this.#unpinned = 0;
  }

  #insert(stored: StoredInvocation, isOfThisRun: boolean): OwnEntry {
    const { summary, content } = stored;
    const entry = { ...stored, isOfThisRun, record: recordReader(summary, content) };
    this.#entries.push(entry);
    this.#lastId = Math.max(this.#lastId, summary.id);
    if (!entry.isPinned) this.#countBytes(entry, 1);
    return entry;
  }

  #countBytes({ bytes }: HistoryEntry, sign: 1 | -1): void {
    this.#bytes += sign * bytes;
    this.#unpinned += sign;
  }

  /** Removes the oldest ones that are not pinned, but never the last one. */
  #shrink(): void {
    while (this.#unpinned > 1 && (this.#unpinned > MAX_INVOCATIONS || this.#bytes > MAX_BYTES)) {
      const index = this.#entries.findIndex(({ isPinned }) => !isPinned);
      for (const removed of this.#entries.splice(index, 1)) {
        this.#countBytes(removed, -1);
        this.#storage?.remove(removed.summary.id);
      }
    }
  }
}

/** Creates the record when it is first read. */
function recordReader(summary: InvocationSummary, content: () => InvocationContent): () => InvocationRecord {
  let record: InvocationRecord | undefined;
  return () => {
    record ??= recordOf(summary, content());
    return record;
  };
}

/** What a filter calls the status. */
function statusOf({ status, returned, statusCode = 200 }: InvocationSummary): string {
  return status === 'success' && (returned !== undefined || statusCode >= 500) ? 'partial' : status;
}

function isSelected({ summary, content }: HistoryEntry, filter: Omit<HistoryFilter, 'limit'>): boolean {
  const { function: name, source, status, before, withoutReplays, text } = filter;
  return (
    (name === undefined || summary.function === name) &&
    (source === undefined || summary.source === source) &&
    (status === undefined || statusOf(summary) === status) &&
    (before === undefined || summary.id < before) &&
    !(withoutReplays && summary.source === 'replay') &&
    (text === undefined || hasText(summary, content(), text))
  );
}

function hasText({ requestId }: InvocationSummary, { event, response, details }: InvocationContent, text: string) {
  return (
    requestId.includes(text) ||
    event.includes(text) ||
    response.includes(text) ||
    details.logs.some((line) => line.includes(text))
  );
}
