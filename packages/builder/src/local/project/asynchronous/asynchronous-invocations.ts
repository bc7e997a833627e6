import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock/clock.ts';
import type { ClockTimer } from '../../clock/function-clock.ts';
import { collect } from '../../front/invoke-api.ts';
import { completeTraceHeader, type Invocation, type InvocationRequest } from '../../function/invocation/invocation.ts';
import type { InvocationSource } from '../../record/invocation-record.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import {
  type AsynchronousEvent,
  type AsynchronousLimits,
  AsynchronousQueue,
  type DiscardCondition,
} from '../../sources/asynchronous/asynchronous-queue.ts';
import { type DiscardedEvent, failureRecord } from '../../sources/asynchronous/failure-record.ts';
import type { Journal } from '../../sources/journal.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import type { Activity } from '../activity.ts';
import { keptEvents, type QueuedRequest } from './kept-events.ts';

/** What asynchronous invocations depend on. */
export interface AsynchronousOptions {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly faults: SourceFaults;
  readonly emit: LocalEventListener;
  readonly isSampled: boolean;
  /** Undefined if nothing is kept. */
  readonly journal: Journal | undefined;
  /** The name of the function in the project. */
  readonly key: string;
  readonly functionArn: () => string;
  readonly limits: () => AsynchronousLimits;
  /** Whether the function can begin another invocation now. */
  readonly isFree: () => boolean;
  readonly invoke: (request: QueuedRequest, source: InvocationSource, attempt: number) => Invocation;
  /** Gets the record of an event that is given up. Returns where it went, in words. */
  readonly onDiscarded: (record: object) => string | undefined;
}

/** Invokes a function with events whose invokers do not wait: retries what fails, and gives up in the end, as Lambda does. */
export class AsynchronousInvocations {
  readonly #options: AsynchronousOptions;
  readonly #queue: AsynchronousQueue<QueuedRequest>;
  #timer: ClockTimer | undefined;
  /** Why the last attempts failed, by request id. */
  readonly #failures = new Map<string, DiscardedEvent['failure']>();
  #isClosed = false;

  constructor(options: AsynchronousOptions) {
    this.#options = options;
    const kept = options.journal && keptEvents(options.journal, options.key);
    this.#queue = new AsynchronousQueue(options.limits, kept);
    this.#queue.restore(kept?.restore() ?? []);
  }

  /** How many events wait. */
  get length(): number {
    return this.#queue.length;
  }

  /** Queues an event, and returns how its invocation is identified. */
  send(
    request: InvocationRequest,
    source: InvocationSource = 'event',
  ): { readonly requestId: string; readonly traceHeader: string } {
    const { clock, isSampled, faults } = this.#options;
    const { requestId = randomUUID() } = request;
    const queued = {
      ...request,
      id: requestId,
      source,
      requestId,
      traceHeader: completeTraceHeader(request.traceHeader, isSampled),
    };
    this.#queue.send(queued, clock.now);
    // AWS delivers an event twice now and then: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    if (faults.take('async', 'duplicate')) this.#queue.send({ ...queued, id: randomUUID() }, clock.now);
    this.deliver();
    return queued;
  }

  /** Delivers what is due, as far as the function is free. */
  deliver(): void {
    const { clock, isFree, faults } = this.#options;
    if (this.#isClosed) return;
    while (this.#queue.length > 0 && isFree()) {
      const due = this.#queue.take(clock.now);
      if (due === undefined) break;
      const { event, discarded } = due;
      if (discarded !== undefined) this.#discard(event, discarded, event.attempt - 1);
      else if (faults.take('async', 'throttle')) this.#queue.throttle(event, clock.now);
      else this.#invoke(event);
    }
    this.#setTimer();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.clear();
  }

  #invoke(event: AsynchronousEvent<QueuedRequest>): void {
    const { activity, invoke } = this.#options;
    const invocation = invoke(event.request, event.request.source, event.attempt);
    const end = async () => {
      const { failure } = await collect(await invocation.response);
      await invocation.finished();
      if (failure !== undefined) return this.#onFailed(event, failure);
      this.#queue.succeed(event);
      this.#failures.delete(event.request.requestId);
    };
    activity.track(`the event ${event.request.requestId}`, end());
  }

  #onFailed(event: AsynchronousEvent<QueuedRequest>, failure: NonNullable<DiscardedEvent['failure']>): void {
    const { clock, emit } = this.#options;
    const { requestId } = event.request;
    if (this.#isClosed) return;
    this.#failures.set(requestId, failure);
    const next = this.#queue.fail(event, clock.now);
    if ('discarded' in next) {
      this.#discard(event, next.discarded, event.attempt);
    } else {
      emit({ type: 'retrying', requestId, attempt: event.attempt + 1, inMs: next.retryAt - clock.now });
    }
    this.deliver();
  }

  #discard({ request }: AsynchronousEvent<QueuedRequest>, condition: DiscardCondition, attempts: number): void {
    const { clock, emit, functionArn, onDiscarded } = this.#options;
    const { requestId, event } = request;
    const failure = this.#failures.get(requestId);
    this.#failures.delete(requestId);
    const discarded = { requestId, functionArn: functionArn(), event, condition, attempts, failure };
    const record = failureRecord(discarded, clock.now);
    const destination = onDiscarded(record);
    emit({ type: 'discarded', requestId, condition, attempts, ...(destination && { destination }) });
  }

  #setTimer(): void {
    const { clock } = this.#options;
    this.#timer?.clear();
    this.#timer = undefined;
    const { nextDue } = this.#queue;
    // What is due waits for the function, not for the time.
    if (nextDue !== undefined && nextDue > clock.now) this.#timer = clock.at(nextDue, () => this.deliver());
  }
}
