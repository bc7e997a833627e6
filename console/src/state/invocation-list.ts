import type { ApiClient } from '../api/client.ts';
import type { InvocationSummary } from '../api/types.ts';
import { Observable } from './observable.ts';

const PAGE_SIZE = 200;

/** What a list is limited to. Empty texts limit nothing. */
export interface InvocationFilter {
  readonly text: string;
  readonly status: string;
  readonly source: string;
  readonly function: string;
}

export const noFilter = { text: '', status: '', source: '', function: '' };

/** A part of the list of the emulator. */
interface Page {
  readonly invocations: readonly InvocationSummary[];
  /** The number of the oldest one that is kept. Of those before, only pinned ones are. */
  readonly oldest: number;
  /** What ended before the event with this number is in it. */
  readonly seq: number;
}

/** The invocations that match a filter, newest first. Older ones are loaded as they are needed. */
export class InvocationList {
  readonly items = new Observable<readonly InvocationSummary[]>([]);
  readonly hasMore = new Observable(false);
  /** Whether the first page has arrived. */
  readonly isLoaded = new Observable(false);
  /** The list has what ended up to this event. */
  readonly coveredSeq = new Observable(0);
  #oldest = 0;
  readonly #client: Pick<ApiClient, 'get'>;
  readonly #filter: InvocationFilter;
  #loading: Promise<void> | undefined;

  constructor(client: Pick<ApiClient, 'get'>, filter: InvocationFilter) {
    this.#client = client;
    this.#filter = filter;
  }

  /** Whether the list is long, has all that is kept, and there was more. */
  get hasLost(): boolean {
    return !this.hasMore.value && this.#oldest > 1 && this.items.value.length > PAGE_SIZE;
  }

  /**
   * Adds what is new at the top, updates what has changed, and removes what is no longer kept.
   *
   * @param arrived resolves when an event has: otherwise, what has ended could be shown as running, too
   */
  async refresh(arrived: (seq: number) => Promise<void>): Promise<void> {
    const newest: InvocationSummary[] = [];
    let page: Page;
    // More may have come than a page holds. Without the rest, what is being read would lose its place.
    do {
      page = await this.#read(newest.at(-1)?.id);
      newest.push(...page.invocations);
    } while (page.invocations.length === PAGE_SIZE && this.#isApart(newest));
    await arrived(page.seq);
    // A later one was faster.
    if (page.seq < this.coveredSeq.value) return;
    const isAll = page.invocations.length < PAGE_SIZE;
    const last = newest.at(-1)?.id ?? 0;
    const { oldest } = page;
    const known = isAll ? [] : this.items.value.filter(({ id, pinned }) => id < last && (pinned || id >= oldest));
    this.#oldest = oldest;
    this.items.value = [...newest, ...known];
    if (isAll || !this.isLoaded.value) this.hasMore.value = !isAll;
    this.isLoaded.value = true;
    this.coveredSeq.value = page.seq;
  }

  /** Loads the next older page. */
  async loadMore(): Promise<void> {
    if (!this.hasMore.value) return;
    const before = this.items.value.at(-1)?.id;
    this.#loading ??= this.#read(before).then(({ invocations: older }) => {
      // A refresh may have replaced the list meanwhile.
      if (this.items.value.at(-1)?.id !== before) return;
      this.items.value = [...this.items.value, ...older];
      this.hasMore.value = older.length === PAGE_SIZE;
    });
    try {
      await this.#loading;
    } finally {
      this.#loading = undefined;
    }
  }

  /** Whether invocations may be missing between these and the ones in the list. */
  #isApart(newest: readonly InvocationSummary[]): boolean {
    const [first] = this.items.value;
    const last = newest.at(-1);
    return first !== undefined && last !== undefined && first.id < last.id;
  }

  #read(before?: number): Promise<Page> {
    const filter = Object.fromEntries(Object.entries(this.#filter).filter(([, value]) => value !== ''));
    return this.#client.get<Page>('/api/invocations', { limit: PAGE_SIZE, ...filter, ...(before && { before }) });
  }
}
