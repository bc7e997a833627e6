import { once } from 'node:events';
import type { FunctionFailure, Invocation } from '../invocation/invocation.ts';
import { Queue } from '../invocation/queue.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';

/** What is told of a session, as it happens. */
export interface SessionObserver {
  /** The runtime has come to its snapshot, where it waits for an invocation. */
  snapshot(): void;
  /** It goes on from there. */
  restoring(): void;
  /** The runtime has asked for its first event: it is initialised. */
  ready(): void;
  handedOut(invocation: Invocation): void;
  /** Awaited before the runtime gets its next event, so that a log closes before the next one opens. */
  ended(invocation: Invocation): Promise<void>;
  /** It can't be initialised, or not restored from its snapshot. */
  initFailed(failure: FunctionFailure): void;
}

/** The settings of a session. */
export interface SessionOptions {
  readonly queue: Queue<Invocation>;
  /** How many invocations the process may have at once; undefined: one after the other, as functions mostly do. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  readonly timeoutMs: number;
  readonly observer: SessionObserver;
}

/** How far a runtime has come. */
export type SessionPhase = 'init' | 'snapshot' | 'restoring' | 'ready' | 'failed';

/**
 * What one runtime process may do at each moment: the state machine behind the Runtime API. Everything out of turn is
 * refused with the status that AWS gives it, by throwing a {@link RuntimeApiRefusal}.
 */
export class RuntimeSession {
  #phase: SessionPhase = 'init';
  #isPolling = false;
  readonly #stop = new AbortController();
  readonly #options: SessionOptions;
  /** The places for invocations that are free. */
  readonly #places: Queue<true>;
  /** By request id: what the runtime has been handed and is not done with. */
  readonly #current = new Map<string, Invocation>();
  /** Request ids whose time was up while the runtime went on: it may yet reply. */
  readonly #late = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#places = new Queue(Array.from({ length: options.concurrency ?? 1 }, () => true));
  }

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** What the runtime has in hand, or has just put down. */
  get current(): readonly Invocation[] {
    return [...this.#current.values()];
  }

  /** Whether the runtime has nothing in hand. */
  get isIdle(): boolean {
    return this.current.every(({ state }) => state === 'ended');
  }

  /** The runtime is at its snapshot, from which it goes on when an invocation waits. `signal` aborts where it is gone. */
  async restoreNext(signal: AbortSignal): Promise<void> {
    if (!this.#options.isSnapStart) throw outOfTurn('restore/next', 'the function has no SnapStart');
    if (this.#phase !== 'init') throw outOfTurn('restore/next', 'it is initialised');
    this.#phase = 'snapshot';
    this.#options.observer.snapshot();
    this.#options.queue.putBack(await this.#unlessStopped(this.#options.queue, signal));
    this.#phase = 'restoring';
    this.#options.observer.restoring();
  }

  /** The runtime asks for an event, and waits until there is one or until `signal` aborts. */
  async next(signal: AbortSignal): Promise<Invocation> {
    if (this.#phase === 'failed') throw outOfTurn('next', 'its initialisation has failed');
    if (this.#phase === 'snapshot') throw outOfTurn('next', 'it waits for restore/next');
    if (this.#phase !== 'ready') {
      this.#phase = 'ready';
      this.#options.observer.ready();
    }
    // Which of several loops asks can't be told; nor does AWS's own client wait for its replies before it asks again.
    return this.#options.concurrency === undefined ? await this.#nextInTurn(signal) : await this.#take(signal);
  }

  /** The runtime begins to reply. `invocationId` is what it echoes of that header, if it does. */
  beginReply(requestId: string, invocationId: string | undefined): Invocation {
    if (this.#late.has(requestId)) throw tooLate(requestId);
    if (this.#phase !== 'ready') throw outOfTurn('reply', 'it has asked for no event yet');
    const invocation = this.#current.get(requestId);
    if (!invocation) throw new RuntimeApiRefusal(400, 'InvalidRequestID', 'Invalid request ID');
    if (invocationId !== undefined && invocationId !== invocation.invocationId) throw tooLate(requestId);
    if (invocation.state !== 'running') throw outOfTurn('reply', 'this invocation has its reply');
    invocation.state = 'answering';
    return invocation;
  }

  /** The reply has come in to its end. */
  async finishReply(invocation: Invocation): Promise<void> {
    if (this.#late.has(invocation.requestId)) throw tooLate(invocation.requestId);
    invocation.finishReply();
    if (this.#options.concurrency !== undefined) await this.end(invocation);
  }

  /** The runtime reports that it can't initialise, or not go on from its snapshot. */
  failInit(call: 'init-error' | 'restore-error', failure: FunctionFailure): void {
    const phase = call === 'init-error' ? 'init' : 'restoring';
    if (this.#phase !== phase) throw outOfTurn(call.replace('-', '/'), `it is not ${phases[phase]}`);
    this.#phase = 'failed';
    this.#options.observer.initFailed(failure);
  }

  /** The invocation's time is up, and the runtime is left to go on. */
  async giveUp(invocation: Invocation, failure: FunctionFailure): Promise<void> {
    this.#late.add(invocation.requestId);
    invocation.fail(failure);
    await this.end(invocation);
  }

  /** Hands out nothing more: the process is about to end, and what waits is for its successor. */
  stop(): void {
    this.#stop.abort();
  }

  /** The runtime is done with this invocation, whatever has become of it. */
  async end(invocation: Invocation): Promise<void> {
    if (invocation.state === 'ended') return;
    invocation.state = 'ended';
    await this.#options.observer.ended(invocation);
    // only now: what it has logged may have come in meanwhile
    this.#current.delete(invocation.requestId);
    invocation.end();
    this.#places.push(true);
  }

  async #nextInTurn(signal: AbortSignal): Promise<Invocation> {
    const [last] = this.#current.values();
    // the same again, until it is answered
    if (last?.state === 'running') return last;
    if (last) {
      // a reply that broke off may not have been noticed yet
      await last.answered;
      await this.end(last);
    }
    if (this.#isPolling) throw outOfTurn('next', 'it asks already');
    this.#isPolling = true;
    try {
      return await this.#take(signal);
    } finally {
      this.#isPolling = false;
    }
  }

  async #take(signal: AbortSignal): Promise<Invocation> {
    await this.#unlessStopped(this.#places, signal);
    let invocation: Invocation;
    try {
      invocation = await this.#unlessStopped(this.#options.queue, signal);
    } catch (error) {
      this.#places.push(true);
      throw error;
    }
    this.#current.set(invocation.requestId, invocation);
    invocation.start(this.#options.timeoutMs);
    this.#options.observer.handedOut(invocation);
    return invocation;
  }

  /** Takes from a queue. Where all is to end soon, it waits until the runtime is gone, and takes nothing. */
  async #unlessStopped<Item>(queue: Queue<Item>, signal: AbortSignal): Promise<Item> {
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

const phases = { init: 'initialising', restoring: 'restored from a snapshot' } as const;

function outOfTurn(call: string, reason: string): RuntimeApiRefusal {
  return new RuntimeApiRefusal(403, 'InvalidStateTransition', `The runtime can't call ${call} now: ${reason}.`);
}

function tooLate(requestId: string): RuntimeApiRefusal {
  return new RuntimeApiRefusal(410, 'InvocationGone', `The reply to ${requestId} came too late.`);
}
