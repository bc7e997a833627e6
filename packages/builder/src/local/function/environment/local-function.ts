import type { ClockTimer, FunctionClock } from '../../clock/function-clock.ts';
import { AsyncQueue } from '../invocation/async-queue.ts';
import { type FunctionFailure, platformFailure } from '../invocation/function-failure.ts';
import { Invocation, type InvocationRequest } from '../invocation/invocation.ts';
import { type EnvironmentOptions, type EnvironmentOutcome, ExecutionEnvironment } from './execution-environment.ts';

/** The settings of the function's environments. */
export type FunctionOptions = Omit<EnvironmentOptions, 'queue' | 'clock' | 'onAbandoned'> & {
  /** The maximum number of environments that run at once. */
  readonly instances: number;
};

/** How a function is run. */
export interface LocalFunctionOptions {
  /** Whether to trace invocations if their invokers do not say. */
  readonly isSampled: boolean;
  /** The clock of all timeouts. If it can stop, there is one process, to which a debugger is attached. */
  readonly clock: FunctionClock;
  /** Whether its first process starts with the first invocation. */
  readonly isLazy?: boolean;
  /** Called when {@link LocalFunction.free} may have grown. */
  readonly onFree?: () => void;
}

/** What can be invoked. */
export type InvocableFunction = Pick<LocalFunction, 'invoke'>;

/** How many processes more than `instances` may run at once, because the clients of their invocations have left. */
const MAX_ABANDONED = 9;
/** How long an invocation waits for an environment that has just responded, before it gets another one. */
const POLL_GRACE_MS = 20;

/**
 * The function as its invokers see it: every invocation waits its turn and gets a response, whatever happens to a process.
 * Each execution environment has one invocation at a time, unless the function has concurrency. If all of them are busy,
 * an invocation starts another one, up to `instances`. If one ends, the others stay.
 *
 * If a client leaves, its invocation runs to its end. The next one does not wait for it: it gets another environment, as
 * on Lambda, which does not stop an invocation whose client has disconnected:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export class LocalFunction {
  readonly #options: () => FunctionOptions;
  readonly #clock: FunctionClock;
  readonly #isSampled: boolean;
  readonly #isLazy: boolean;
  readonly #onFree: () => void;
  readonly #queue = new AsyncQueue<Invocation>();
  readonly #environments = new Set<ExecutionEnvironment>();
  /** The environments that finish an invocation whose client has left, and then end. */
  readonly #abandoned = new Set<ExecutionEnvironment>();
  /** The invocations that wait or run. */
  readonly #unfinished = new Set<Invocation>();
  #scaling: ClockTimer | undefined;
  #hasStarted = false;
  #isClosed = false;
  #obstacle: FunctionFailure | undefined;

  /**
   * @param options called for each new environment, so that changed settings apply from the next start on
   */
  constructor(
    options: () => FunctionOptions,
    { isSampled, clock, isLazy = false, onFree = () => {} }: LocalFunctionOptions,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#isSampled = isSampled;
    this.#isLazy = isLazy;
    this.#onFree = onFree;
  }

  /** How many more invocations could begin without waiting for others. None if there is no code to start. */
  get free(): number {
    if (this.#isClosed || this.#obstacle !== undefined) return 0;
    const { concurrency = 1 } = this.#options();
    return Math.max(0, this.#instances * concurrency - this.#unfinished.size);
  }

  /** Queues an invocation. */
  invoke(request: InvocationRequest): Invocation {
    const invocation = new Invocation(request, this.#isSampled);
    if (this.#isClosed) {
      closeWith(invocation, stoppedFailure());
    } else {
      this.#unfinished.add(invocation);
      void invocation.closed.then(() => {
        this.#unfinished.delete(invocation);
        this.#onFree();
      });
      this.#queue.push(invocation);
      this.#scale();
    }
    return invocation;
  }

  /**
   * Starts an environment, unless there is one that does not end soon, or the function is lazy and has had none. If the
   * function cannot be started, waiting invocations fail.
   */
  start(): void {
    if (this.#isClosed) return;
    const isOver = [...this.#environments].every(({ isRetiring }) => isRetiring);
    const isWanted = !this.#isLazy || this.#hasStarted;
    if (isOver && isWanted && this.#environments.size < this.#instances && this.#obstacle === undefined) {
      this.#startEnvironment();
    }
    this.#scale();
  }

  /** Fails all invocations until the function is restarted, because there is no code to start. */
  block(failure: FunctionFailure): void {
    this.#obstacle = failure;
    this.#scale();
  }

  /** Replaces the environments after their current invocations. */
  restart(): void {
    this.#obstacle = undefined;
    const environments = [...this.#environments];
    if (environments.some(({ isBusy }) => isBusy)) {
      this.#options().emit({ type: 'finishing', isPaused: this.#clock.isStopped });
    }
    for (const environment of environments) environment.retire();
    this.start();
    this.#onFree();
  }

  /** Ends the environments now. Running and waiting invocations fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#scaling?.clear();
    this.#failWaiting(stoppedFailure());
    const environments = [...this.#abandoned, ...this.#environments];
    for (const environment of environments) environment.kill(stoppedFailure());
    await Promise.all(environments.map(({ closed }) => closed));
  }

  /** A debugger is attached to one process. */
  get #instances(): number {
    return this.#clock.canStop ? 1 : this.#options().instances;
  }

  /**
   * Starts the environments that the waiting invocations need, as far as their maximum number allows.
   *
   * @param isPatient whether to expect that an environment which has just responded takes one of them in a moment
   */
  #scale({ isPatient = true }: { isPatient?: boolean } = {}): void {
    if (this.#isClosed) return;
    if (this.#obstacle !== undefined && this.#environments.size === 0) this.#failWaiting(this.#obstacle);
    const { concurrency = 1 } = this.#options();
    let missing = Math.ceil(this.#queue.length / concurrency);
    for (const environment of this.#environments) {
      if (missing === 0) return;
      if (environment.isInitializing) {
        environment.expectInvocation();
        missing--;
      } else if (environment.isFinishing && isPatient && this.#instances > 1) {
        missing--;
        this.#scaleLater();
      }
    }
    for (; missing > 0 && this.#makeRoom(); missing--) this.#startEnvironment().expectInvocation();
  }

  #scaleLater(): void {
    this.#scaling ??= this.#clock.startTimer(POLL_GRACE_MS, () => {
      this.#scaling = undefined;
      this.#scale({ isPatient: false });
    });
  }

  /** Whether there can be another environment, if necessary because one whose client has left no longer counts. */
  #makeRoom(): boolean {
    const instances = this.#instances;
    if (this.#environments.size < instances) return true;
    if (this.#clock.canStop || this.#abandoned.size >= MAX_ABANDONED) return false;
    const abandoned = [...this.#environments].find(({ isAbandoned }) => isAbandoned);
    if (abandoned === undefined) return false;
    this.#environments.delete(abandoned);
    this.#abandoned.add(abandoned);
    abandoned.retire();
    return true;
  }

  #startEnvironment(): ExecutionEnvironment {
    this.#hasStarted = true;
    const environment = new ExecutionEnvironment({
      ...this.#options(),
      clock: this.#clock,
      queue: this.#queue,
      onAbandoned: () => this.#scale(),
    });
    this.#environments.add(environment);
    void environment.closed.then((outcome) => this.#onEnded(environment, outcome));
    return environment;
  }

  #onEnded(environment: ExecutionEnvironment, outcome: EnvironmentOutcome): void {
    if (this.#abandoned.delete(environment)) {
      this.#scale();
      return;
    }
    this.#environments.delete(environment);
    if (outcome.kind === 'init-failed') this.#failNext(outcome);
    // A debugger has to be attached before the next invocation, or that would not stop at a breakpoint.
    const isDebugged = this.#clock.canStop && outcome.kind === 'exited' && outcome.hasInvoked;
    if (outcome.kind === 'retired' || isDebugged) this.start();
    else this.#scale();
  }

  #failWaiting(failure: FunctionFailure): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) closeWith(next, failure);
  }

  /** Fails the invocation that waited for the initialization. Those behind it wait for the next environment. */
  #failNext({ logs, failure }: Extract<EnvironmentOutcome, { kind: 'init-failed' }>): void {
    const invocation = this.#queue.shift();
    if (!invocation) return;
    for (const line of logs.lines) invocation.logs.append(line);
    closeWith(invocation, failure(invocation.requestId));
  }
}

function closeWith(invocation: Invocation, failure: FunctionFailure): void {
  invocation.fail(failure);
  invocation.close();
}

function stoppedFailure(): FunctionFailure {
  return platformFailure('Sandbox.Stopped', 'The emulator was stopped');
}
