/** How long Lambda waits before the first and the second retry. */
const RETRY_DELAYS_MS = [60_000, 120_000] as const;
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 300_000;

/** The settings of asynchronous invocations. */
export interface AsynchronousLimits {
  /** How often an event that failed is retried: 0 to 2. */
  readonly retries: number;
  readonly maxAgeMs: number;
}

/** AWS's defaults: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const defaultLimits: AsynchronousLimits = { retries: 2, maxAgeMs: 21_600_000 };

/** An event on its way to a function whose invoker does not wait for the response. */
export interface AsynchronousEvent<Request> {
  readonly request: Request;
  readonly sentAt: number;
  /** 1 for the first attempt. A throttled one does not count. */
  readonly attempt: number;
  /** How often in a row it has been throttled. */
  readonly throttles: number;
}

/** Why an event is given up, in the words of AWS's record of it. */
export type DiscardCondition = 'RetriesExhausted' | 'EventAgeExceeded';

/** An event that waits. */
export interface WaitingEvent<Request> {
  readonly dueAt: number;
  readonly event: AsynchronousEvent<Request>;
}

/** Where the events are kept that wait, or that the function has got and not finished. */
export interface KeptEvents<Request> {
  put(waiting: WaitingEvent<Request>): void;
  remove(event: AsynchronousEvent<Request>): void;
}

/** What is to be done with an event that is due. */
export interface DueEvent<Request> {
  readonly event: AsynchronousEvent<Request>;
  /** Why it is given up; undefined if it is to be delivered. */
  readonly discarded: DiscardCondition | undefined;
}

/** What happens to an event that failed. */
export type FailedEvent = { readonly retryAt: number } | { readonly discarded: DiscardCondition };

/**
 * The queue of Lambda for asynchronous invocations. It has no clock: its methods get the time.
 *
 * An event that fails is retried after one minute, and then after two. One that is throttled is retried after a second,
 * and then after twice as long each time, up to 5 minutes, without a limit to their number. Both end at the maximum age:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsynchronousQueue<Request> {
  readonly #limits: () => AsynchronousLimits;
  readonly #kept: KeptEvents<Request> | undefined;
  /** In the order in which they are due. */
  readonly #waiting: WaitingEvent<Request>[] = [];

  /** @param limits called whenever they matter, because they can change */
  constructor(limits: () => AsynchronousLimits = () => defaultLimits, kept?: KeptEvents<Request>) {
    this.#limits = limits;
    this.#kept = kept;
  }

  /** Queues what an earlier run has left. What it had not finished is delivered again. */
  restore(events: readonly WaitingEvent<Request>[]): void {
    this.#waiting.push(...events.toSorted((a, b) => a.dueAt - b.dueAt));
  }

  /** When the next event is due. */
  get nextDue(): number | undefined {
    return this.#waiting[0]?.dueAt;
  }

  /** How many events wait. */
  get length(): number {
    return this.#waiting.length;
  }

  send(request: Request, now: number): void {
    this.#wait({ request, sentAt: now, attempt: 1, throttles: 0 }, now);
  }

  /** Removes the event that has been due for longest. Undefined if none is due. */
  take(now: number): DueEvent<Request> | undefined {
    const [first] = this.#waiting;
    if (first === undefined || first.dueAt > now) return undefined;
    this.#waiting.shift();
    const { event } = first;
    const discarded = now >= this.#expiry(event) ? 'EventAgeExceeded' : undefined;
    if (discarded !== undefined) this.#kept?.remove(event);
    return { event, discarded };
  }

  /** A delivered event has succeeded. */
  succeed(event: AsynchronousEvent<Request>): void {
    this.#kept?.remove(event);
  }

  /** A delivered event has failed. */
  fail(event: AsynchronousEvent<Request>, now: number): FailedEvent {
    const { attempt } = event;
    const delay = RETRY_DELAYS_MS[attempt - 1];
    if (delay === undefined || attempt > this.#limits().retries) {
      this.#kept?.remove(event);
      return { discarded: 'RetriesExhausted' };
    }
    const retryAt = now + delay;
    this.#wait({ ...event, attempt: attempt + 1, throttles: 0 }, retryAt);
    return { retryAt };
  }

  /** An event could not be delivered, because there are too many invocations. Returns when it is due again. */
  throttle(event: AsynchronousEvent<Request>, now: number): number {
    const retryAt = now + Math.min(FIRST_BACK_OFF_MS * 2 ** event.throttles, LONGEST_BACK_OFF_MS);
    this.#wait({ ...event, throttles: event.throttles + 1 }, retryAt);
    return retryAt;
  }

  /** An event that is too old by then is due earlier, when it is given up. */
  #wait(event: AsynchronousEvent<Request>, at: number): void {
    const dueAt = Math.min(at, this.#expiry(event));
    const index = this.#waiting.findLastIndex((other) => other.dueAt <= dueAt);
    const waiting = { dueAt, event };
    this.#waiting.splice(index + 1, 0, waiting);
    this.#kept?.put(waiting);
  }

  #expiry({ sentAt }: AsynchronousEvent<Request>): number {
    return sentAt + this.#limits().maxAgeMs;
  }
}
