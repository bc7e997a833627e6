import type { FunctionFailure, Invocation } from './invocation.ts';
import type { InvocationQueue } from './invocation-queue.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';

/** What is told of a session, as it happens. */
export interface SessionObserver {
  /** The runtime has asked for its first event: it is initialised. */
  ready(): void;
  handedOut(invocation: Invocation): void;
  /** Awaited before the runtime gets its next event, so that a log closes before the next one opens. */
  ended(invocation: Invocation): Promise<void>;
  initFailed(failure: FunctionFailure): void;
}

/** The settings of a session. */
export interface SessionOptions {
  queue: InvocationQueue;
  /** How many invocations the runtime may have at once. */
  slots: number;
  timeoutMs: number;
  observer: SessionObserver;
}

/**
 * What one runtime process may do at each moment: the state machine behind the Runtime API. Everything out of turn is
 * refused with the status that AWS gives it, by throwing a {@link RuntimeApiRefusal}.
 */
export class RuntimeSession {
  #phase: 'init' | 'ready' | 'init-failed' = 'init';
  #polls = 0;
  readonly #stop = new AbortController();
  readonly #options: SessionOptions;
  /** By request id: what the runtime has been handed and is not done with. */
  readonly #current = new Map<string, Invocation>();
  /** Request ids whose time was up while the runtime went on: it may yet reply. */
  readonly #late = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get phase(): 'init' | 'ready' | 'init-failed' {
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

  /** The runtime asks for an event, and waits until there is one or until `signal` aborts. */
  async next(signal: AbortSignal): Promise<Invocation> {
    if (this.#phase === 'init-failed') throw outOfTurn('next', 'its initialisation has failed');
    if (this.#phase === 'init') {
      this.#phase = 'ready';
      this.#options.observer.ready();
    }
    const [last] = this.#options.slots === 1 ? this.#current.values() : [];
    if (last?.state === 'running') return last; // the same again, until it is answered
    if (last) {
      await last.answered; // a reply that broke off may not have been noticed yet
      await this.end(last);
    }
    if (this.#polls + this.#current.size >= this.#options.slots) throw outOfTurn('next', 'it asks already');

    this.#polls += 1;
    try {
      const invocation = await this.#options.queue.take(AbortSignal.any([signal, this.#stop.signal]));
      this.#current.set(invocation.requestId, invocation);
      invocation.start(this.#options.timeoutMs);
      this.#options.observer.handedOut(invocation);
      return invocation;
    } finally {
      this.#polls -= 1;
    }
  }

  /** The runtime begins to reply. `invocationId` is what it echoes of that header, if it does. */
  beginReply(requestId: string, invocationId: string | undefined): Invocation {
    const invocation = this.#current.get(requestId);
    if (!invocation) throw this.#unknown(requestId);
    if (invocationId !== undefined && invocationId !== invocation.invocationId) throw tooLate(requestId);
    if (invocation.state !== 'running') throw outOfTurn('reply', 'this invocation has its reply');
    invocation.state = 'answering';
    return invocation;
  }

  /** The reply has come in to its end. */
  async finishReply(invocation: Invocation): Promise<void> {
    invocation.finishReply();
    // Which of several loops asks for its next event can't be told: then the reply is the end.
    if (this.#options.slots > 1) await this.end(invocation);
  }

  /** The runtime reports that it can't initialise. */
  failInit(failure: FunctionFailure): void {
    if (this.#phase !== 'init') throw outOfTurn('init/error', 'it is initialised');
    this.#phase = 'init-failed';
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
    this.#stop.abort(outOfTurn('next', 'its environment is shutting down'));
  }

  /** The runtime is done with this invocation, whatever has become of it. */
  async end(invocation: Invocation): Promise<void> {
    if (invocation.state === 'ended') return;
    invocation.state = 'ended';
    await this.#options.observer.ended(invocation);
    this.#current.delete(invocation.requestId); // only now: what it has logged may have come in meanwhile
    invocation.end();
  }

  #unknown(requestId: string): RuntimeApiRefusal {
    if (this.#late.has(requestId)) return tooLate(requestId);
    if (this.#phase !== 'ready') return outOfTurn('reply', 'it has asked for no event yet');
    return new RuntimeApiRefusal(400, 'InvalidRequestID', 'Invalid request ID');
  }
}

function outOfTurn(call: string, reason: string): RuntimeApiRefusal {
  return new RuntimeApiRefusal(403, 'InvalidStateTransition', `The runtime can't call ${call} now: ${reason}.`);
}

function tooLate(requestId: string): RuntimeApiRefusal {
  return new RuntimeApiRefusal(410, 'InvocationGone', `The reply to ${requestId} came too late.`);
}
