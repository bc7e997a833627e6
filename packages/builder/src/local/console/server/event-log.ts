import type { LocalEvent } from '../../report/local-event.ts';

/** What only clients of the console need to know: one of them has changed what others show. */
type ClientEvent =
  /** An invocation has been pinned, or released. */
  | { readonly type: 'pin'; readonly requestId: string; readonly pinned: boolean }
  /** Other faults are injected. */
  | { readonly type: 'faults'; readonly faults: readonly string[] }
  /** The history has only what is pinned. */
  | { readonly type: 'cleared' };

type LoggedEvent = LocalEvent | ClientEvent;

/** An event with its place in the order of all events. */
export type NumberedEvent = LoggedEvent & { readonly seq: number; readonly time: string };

/** How many events are kept, and how many characters of log lines. */
const MAX_EVENTS = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/** The events after a number are no longer there. */
export class EventsGoneError extends Error {
  override get name(): string {
    return 'EventsGoneError';
  }
}

interface KeptEvent {
  readonly event: LoggedEvent;
  readonly time: number;
  readonly length: number;
}

/** The last events, for clients that follow them and can come back for what they have missed. */
export class EventLog {
  /** The time of new events, in milliseconds since 1970. It becomes the emulator's clock, as soon as there is one. */
  now: () => number = Date.now;
  /**
   * The number of the first event that is kept. An emulator that is started later has larger ones, so that the number of a
   * client that has followed an earlier one is found to be too old.
   */
  #first: number;
  #events: KeptEvent[] = [];
  #length = 0;
  #added = Promise.withResolvers<void>();

  /** @param start milliseconds since 1970 */
  constructor(start: number = Date.now()) {
    this.#first = start * 1000;
  }

  /** The number of the first event that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The number of the last event. */
  get last(): number {
    return this.#first + this.#events.length - 1;
  }

  /** The last events, oldest first. */
  recent(count: number): readonly NumberedEvent[] {
    const start = Math.max(0, this.#events.length - count);
    return this.#events.slice(start).map((kept, index) => numbered(this.#first + start + index, kept));
  }

  add(event: LoggedEvent): void {
    const length = event.type === 'log' ? event.line.length : 0;
    this.#events.push({ event, time: this.now(), length });
    this.#length += length;
    if (this.#events.length > 2 * MAX_EVENTS || this.#length > 2 * MAX_LENGTH) this.#shrink();
    this.#added.resolve();
    this.#added = Promise.withResolvers();
  }

  /**
   * The events after a number, and those to come, without gaps and without duplicates.
   *
   * @param after 0: all that are kept
   * @throws {EventsGoneError} some of them are no longer kept, also while it is read
   */
  async *after(after: number, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    let next = after === 0 ? this.#first : after + 1;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (!signal.aborted) {
      this.check(next - 1);
      const kept = this.#events[next - this.#first];
      if (kept === undefined) {
        await Promise.race([this.#added.promise, aborted]);
        continue;
      }
      yield numbered(next, kept);
      next++;
    }
  }

  /** @throws {EventsGoneError} the events after this number are not all kept */
  check(after: number): void {
    if (after === 0 || (after >= this.#first - 1 && after <= this.last)) return;
    throw new EventsGoneError(
      `the events after ${after} are no longer kept: read the state again, and continue after ${this.last}`,
    );
  }

  /** Twice as many are kept for a while, so that this is rare. */
  #shrink(): void {
    let dropped = 0;
    let length = this.#length;
    while (this.#events.length - dropped > MAX_EVENTS || (length > MAX_LENGTH && dropped < this.#events.length)) {
      length -= this.#events[dropped]?.length ?? 0;
      dropped++;
    }
    this.#events = this.#events.slice(dropped);
    this.#first += dropped;
    this.#length = length;
  }
}

function numbered(seq: number, { event, time }: KeptEvent): NumberedEvent {
  return { seq, time: new Date(time).toISOString(), ...event };
}
