import { ApiClient, ApiError } from '../api/client.ts';
import { followEvents } from '../api/event-stream.ts';
import type { ConsoleEvent, ConsoleState } from '../api/types.ts';
import { Observable } from './observable.ts';
import { describeRunning, type EndedInvocation, follow, type RunningInvocation } from './running-invocations.ts';

/** How often the state is read again at most, while much happens. */
const REFRESH_MS = 150;
/** How many of the events before are read when the page is opened. */
const EARLIER_EVENTS = 200;
/** Events that the page remembers. */
const MAX_EVENTS = 500;

export type Connection = 'connecting' | 'open' | 'lost' | 'unauthorized';

/** What the emulator is doing, as far as the page knows. */
export class ConsoleStore {
  readonly client: ApiClient;
  readonly connection = new Observable<Connection>('connecting');
  /** Undefined before the first response. */
  readonly state = new Observable<ConsoleState | undefined>(undefined);
  /** The last events, oldest first. */
  readonly events = new Observable<readonly ConsoleEvent[]>([]);
  /** The invocations that are running, by their request ids. */
  readonly running = new Observable<ReadonlyMap<string, RunningInvocation>>(new Map());
  /** The last ones that have ended, whose records may not have been read yet. */
  readonly ended = new Observable<readonly EndedInvocation[]>([]);
  /** Grows whenever something that is shown may have changed. */
  readonly version = new Observable(0);
  /** How far the clock of the emulator is ahead of the browser's, in milliseconds. */
  readonly clockOffset = new Observable(0);
  /** What happened up to this event was known when the page connected. */
  #connectedSeq = 0;
  readonly #stop = new AbortController();
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor(token: string) {
    this.client = new ApiClient(token);
  }

  start(): void {
    void followEvents(
      this.client,
      {
        connected: async () => {
          const state = await this.#readState((read) => {
            this.connection.value = 'open';
            this.running.value = new Map((read.running ?? []).map((each) => [each.requestId, { ...each, lines: [] }]));
            this.ended.value = [];
            this.#connectedSeq = read.seq;
          });
          // Events that were missed, or that happened before, show what has just been going on.
          return Math.max(state.firstSeq - 1, state.seq - EARLIER_EVENTS);
        },
        events: (events) => this.#add(events),
        disconnected: (error) => {
          const isUnauthorized = error instanceof ApiError && error.status === 401;
          this.connection.value = isUnauthorized ? 'unauthorized' : 'lost';
          if (isUnauthorized) this.stop();
        },
      },
      this.#stop.signal,
    );
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#refresh);
  }

  /** The number of the last event that the page can know of. */
  get lastSeq(): number {
    return Math.max(this.events.value.at(-1)?.seq ?? 0, this.state.value?.seq ?? 0);
  }

  /** Resolves when the event with this number has arrived, or none arrive any more. */
  async arrived(seq: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      const last = Math.max(this.events.value.at(-1)?.seq ?? 0, this.#connectedSeq);
      if (last >= seq || this.connection.value !== 'open') resolve();
    };
    check();
    const unsubscribers = [this.events.subscribe(check), this.connection.subscribe(check)];
    await promise;
    for (const unsubscribe of unsubscribers) unsubscribe();
  }

  /**
   * Has the emulator do something, and reads the state again soon.
   *
   * @throws {ApiError}
   */
  async send<Result>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Result> {
    const result = await this.client.send<Result>(method, path, body);
    this.#changed();
    return result;
  }

  #changed(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      // The event stream notices that the emulator is gone.
      void this.#readState().catch(() => {});
    }, REFRESH_MS);
  }

  /** @param also changes the rest at the same time, so that everything is rendered once */
  async #readState(also: (state: ConsoleState) => void = () => {}): Promise<ConsoleState> {
    const state = await this.client.get<ConsoleState>('/api/state', {}, this.#stop.signal);
    this.state.value = state;
    this.clockOffset.value = state.clock.now - Date.now();
    also(state);
    this.running.value = describeRunning(this.running.value, state.running ?? []);
    this.version.value++;
    return state;
  }

  #add(all: readonly ConsoleEvent[]): void {
    const known = this.events.value.at(-1)?.seq ?? 0;
    const events = all.filter(({ seq }) => seq > known);
    if (events.length === 0) return;
    const followed = { running: this.running.value, ended: this.ended.value };
    const { running, ended } = follow(followed, events, this.state.value?.functions[0]?.key ?? '');
    this.running.value = running;
    this.ended.value = ended;
    this.events.value = [...this.events.value, ...events].slice(-MAX_EVENTS);
    // Lines of logs change nothing that is listed.
    if (events.some(({ type }) => type !== 'log')) this.#changed();
  }
}
