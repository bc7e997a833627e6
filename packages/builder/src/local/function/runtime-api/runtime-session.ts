import { once } from 'node:events';
import type { FunctionClock } from '../../clock/function-clock.ts';
import { AsyncQueue } from '../invocation/async-queue.ts';
import type { FunctionFailure } from '../invocation/function-failure.ts';
import type { Invocation } from '../invocation/invocation.ts';
import { RuntimeApiError } from './runtime-api-call.ts';

/** Is notified of what happens in a session. */
export interface SessionObserver {
  /** The runtime is at its snapshot, and waits for an invocation. */
  snapshot(): void;
  /** The runtime continues from its snapshot. */
  restoring(): void;
  /** The runtime has polled for its first event, so it is initialized. */
  ready(): void;
  /** An event is on its way to the runtime. */
  dispatched(invocation: Invocation): void;
  /** Awaited before the runtime gets its next event, so that one log is complete before the next one begins. */
  ended(invocation: Invocation): Promise<void>;
  /** The runtime has reported that its initialization or its restore failed. */
  initFailed(failure: FunctionFailure): void;
}

/** The settings of a session. */
export interface SessionOptions {
  readonly queue: AsyncQueue<Invocation>;
  /** How many invocations the process may have at once. Undefined: one, which ends when the runtime polls again. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  readonly timeoutMs: number;
  /** The clock of the timeout. */
  readonly clock: FunctionClock;
  readonly observer: SessionObserver;
}

/** How far a runtime has come. */
export type SessionPhase = 'init' | 'snapshot' | 'restoring' | 'ready' | 'failed';

/**
 * The state machine behind the Runtime API of one runtime process: it decides what the runtime may do at each moment.
 * An invalid call throws a {@link RuntimeApiError} with the status that AWS gives it.
 */
export class RuntimeSession {
  #phase: SessionPhase = 'init';
  #isPolling = false;
  readonly #stop = new AbortController();
  readonly #options: SessionOptions;
  /** One item for each further invocation that the process may have now. */
  readonly #freeSlots: AsyncQueue<true>;
  /** By request id: the invocations that the runtime has not finished. */
  readonly #current = new Map<string, Invocation>();
  /** The ids of requests that timed out while the process lived on: it may still send a response. */
  readonly #timedOut = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#freeSlots = new AsyncQueue(Array.from({ length: options.concurrency ?? 1 }, () => true));
  }

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** The invocations that the runtime is working on, or has just finished. */
  get current(): readonly Invocation[] {
    return [...this.#current.values()];
  }

  /** Whether the runtime has finished all its invocations. */
  get isIdle(): boolean {
    return this.current.every(({ state }) => state === 'ended');
  }

  /**
   * The runtime is at its snapshot. Resolves when an invocation is waiting, so that the runtime continues.
   *
   * @param signal aborts if the runtime disconnects
   * @throws {RuntimeApiError} the function has no SnapStart, or the runtime is past its snapshot
   */
  async restoreNext(signal: AbortSignal): Promise<void> {
    if (!this.#options.isSnapStart) throw invalidState('restore/next', 'the function has no SnapStart');
    if (this.#phase !== 'init') throw invalidState('restore/next', 'its initialization is over');
    this.#phase = 'snapshot';
    this.#options.observer.snapshot();
    this.#options.queue.putBack(await this.#takeUnlessStopped(this.#options.queue, signal));
    this.#phase = 'restoring';
    this.#options.observer.restoring();
  }

  /**
   * The runtime polls for an event. Resolves when there is one.
   *
   * @param signal aborts if the runtime disconnects
   * @throws {RuntimeApiError} the runtime is not ready for an event, or polls twice
   */
  async next(signal: AbortSignal): Promise<Invocation> {
    if (this.#phase === 'failed') throw invalidState('next', 'its initialization has failed');
    if (this.#phase === 'snapshot') throw invalidState('next', 'it is waiting in restore/next');
    if (this.#phase !== 'ready') {
      this.#phase = 'ready';
      this.#options.observer.ready();
    }
    // With concurrency, a poll does not mean that an earlier invocation is over: a process has several loops, which
    // look alike to the server, and AWS's own client polls again before its response has been accepted.
    return this.#options.concurrency === undefined ? this.#nextInTurn(signal) : this.#take(signal);
  }

  /**
   * The runtime begins to send a response.
   *
   * @param invocationId the invocation id that the runtime echoes, if it does
   * @throws {RuntimeApiError} the invocation is unknown, has timed out, or already has its response
   */
  beginResponse(requestId: string, invocationId: string | undefined): Invocation {
    if (this.#timedOut.has(requestId)) throw tooLate(requestId);
    if (this.#phase !== 'ready') throw invalidState('response', 'it has not polled for an event');
    const invocation = this.#current.get(requestId);
    if (!invocation) throw new RuntimeApiError(400, 'InvalidRequestID', 'Invalid request ID');
    if (invocationId !== undefined && invocationId !== invocation.invocationId) throw tooLate(requestId);
    if (invocation.state !== 'running') throw invalidState('response', 'this invocation already has its response');
    invocation.beginResponse();
    return invocation;
  }

  /**
   * The whole response has arrived.
   *
   * @throws {RuntimeApiError} the invocation has timed out in the meantime
   */
  async finishResponse(invocation: Invocation): Promise<void> {
    if (this.#timedOut.has(invocation.requestId)) throw tooLate(invocation.requestId);
    invocation.finishResponse();
    if (this.#options.concurrency !== undefined) await this.end(invocation);
  }

  /**
   * The runtime reports that its initialization or its restore failed.
   *
   * @throws {RuntimeApiError} the runtime is in another phase
   */
  failInit(call: 'init-error' | 'restore-error', failure: FunctionFailure): void {
    const phase = call === 'init-error' ? 'init' : 'restoring';
    if (this.#phase !== phase) throw invalidState(call.replace('-', '/'), `it is not ${phaseNames[phase]}`);
    this.#phase = 'failed';
    this.#options.observer.initFailed(failure);
  }

  /** Fails an invocation that has timed out. The process lives on, but its response will be rejected. */
  async timeOut(invocation: Invocation, failure: FunctionFailure): Promise<void> {
    this.#timedOut.add(invocation.requestId);
    invocation.fail(failure);
    await this.end(invocation);
  }

  /** Dispatches no further invocations, because the process is about to end. They wait for the next process. */
  stop(): void {
    this.#stop.abort();
  }

  /** The runtime is done with the invocation, with or without a response. */
  async end(invocation: Invocation): Promise<void> {
    if (invocation.state === 'ended') return;
    invocation.end();
    await this.#options.observer.ended(invocation);
    // Not earlier, because log lines that arrived in the meantime belong to this invocation.
    this.#current.delete(invocation.requestId);
    invocation.close();
    this.#freeSlots.push(true);
  }

  async #nextInTurn(signal: AbortSignal): Promise<Invocation> {
    const [last] = this.#current.values();
    // Without a response, the runtime gets the same event again.
    if (last?.state === 'running') return last;
    if (last) {
      // The runtime may have aborted its response, and polled before the server noticed.
      await last.responseReceived;
      await this.end(last);
    }
    if (this.#isPolling) throw invalidState('next', 'it is already polling');
    this.#isPolling = true;
    try {
      return await this.#take(signal);
    } finally {
      this.#isPolling = false;
    }
  }

  async #take(signal: AbortSignal): Promise<Invocation> {
    await this.#takeUnlessStopped(this.#freeSlots, signal);
    let invocation: Invocation;
    try {
      invocation = await this.#takeUnlessStopped(this.#options.queue, signal);
    } catch (error) {
      this.#freeSlots.push(true);
      throw error;
    }
    this.#current.set(invocation.requestId, invocation);
    invocation.start(this.#options.timeoutMs, this.#options.clock);
    this.#options.observer.dispatched(invocation);
    return invocation;
  }

  /** Takes an item from a queue. Once the session has stopped, takes nothing, and rejects when the runtime is gone. */
  async #takeUnlessStopped<Item>(queue: AsyncQueue<Item>, signal: AbortSignal): Promise<Item> {
    const stop = this.#stop.signal;
    try {
      const item = await queue.take(AbortSignal.any([signal, stop]));
      if (!signal.aborted && !stop.aborted) return item;
      queue.putBack(item);
    } catch (error) {
      if (!signal.aborted && !stop.aborted) throw error;
    }
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  }
}

const phaseNames = { init: 'initializing', restoring: 'being restored from a snapshot' } as const;

function invalidState(call: string, reason: string): RuntimeApiError {
  return new RuntimeApiError(403, 'InvalidStateTransition', `The runtime cannot call ${call} now: ${reason}`);
}

function tooLate(requestId: string): RuntimeApiError {
  return new RuntimeApiError(410, 'InvocationGone', `The response to ${requestId} came too late`);
}
