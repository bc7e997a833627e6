import type { FunctionClock } from '../../clock/function-clock.ts';
import { AsyncQueue } from '../invocation/async-queue.ts';
import { type FunctionFailure, platformFailure } from '../invocation/function-failure.ts';
import { Invocation, type InvocationRequest } from '../invocation/invocation.ts';
import { type EnvironmentOptions, type EnvironmentOutcome, ExecutionEnvironment } from './execution-environment.ts';

/** The settings of the function's environments. */
export type FunctionOptions = Omit<EnvironmentOptions, 'queue' | 'clock' | 'onAbandoned'>;

/** What can be invoked. */
export type InvocableFunction = Pick<LocalFunction, 'invoke'>;

/** How many processes may run at once. */
const MAX_ENVIRONMENTS = 10;

/**
 * The function as its invokers see it: every invocation waits its turn and gets a response, whatever happens to the
 * process. There is one execution environment at a time. If it ends, the next invocation starts another one.
 *
 * If a client leaves, its invocation runs to its end. The next one does not wait for it: it gets another environment, as
 * on Lambda, which does not stop an invocation whose client has disconnected:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export class LocalFunction {
  readonly #options: () => FunctionOptions;
  readonly #clock: FunctionClock;
  readonly #isSampled: boolean;
  readonly #queue = new AsyncQueue<Invocation>();
  #environment: ExecutionEnvironment | undefined;
  /** The environments that finish an invocation whose client has left, and then end. */
  readonly #abandoned = new Set<ExecutionEnvironment>();
  #isClosed = false;
  #obstacle: FunctionFailure | undefined;

  /**
   * @param options called for each new environment, so that changed settings apply from the next start on
   * @param isSampled whether to trace invocations if their invokers do not say
   * @param clock the clock of all timeouts; if it can stop, there is one process, to which a debugger is attached
   */
  constructor(options: () => FunctionOptions, { isSampled, clock }: { isSampled: boolean; clock: FunctionClock }) {
    this.#options = options;
    this.#clock = clock;
    this.#isSampled = isSampled;
  }

  /** Queues an invocation. */
  invoke(request: InvocationRequest): Invocation {
    const invocation = new Invocation(request, this.#isSampled);
    if (this.#isClosed) {
      closeWith(invocation, stoppedFailure());
    } else {
      this.#queue.push(invocation);
      this.#leaveAbandoned();
      this.start();
      this.#environment?.expectInvocation();
    }
    return invocation;
  }

  /** Starts an environment, unless there is one. If the function cannot be started, waiting invocations fail. */
  start(): void {
    if (this.#environment || this.#isClosed) return;
    if (this.#obstacle !== undefined) {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) closeWith(next, this.#obstacle);
      return;
    }
    const environment = new ExecutionEnvironment({
      ...this.#options(),
      clock: this.#clock,
      queue: this.#queue,
      onAbandoned: () => this.#leaveAbandoned(),
    });
    this.#environment = environment;
    if (this.#queue.length > 0) environment.expectInvocation();
    void environment.closed.then((outcome) => {
      if (this.#abandoned.delete(environment)) {
        this.#leaveAbandoned();
        return;
      }
      this.#environment = undefined;
      if (outcome.kind === 'init-failed') this.#failNext(outcome);
      // A debugger has to be attached before the next invocation, or that would not stop at a breakpoint.
      const isDebugged = this.#clock.canStop && outcome.kind === 'exited' && outcome.hasInvoked;
      if (outcome.kind === 'retired' || isDebugged || this.#queue.length > 0) this.start();
    });
  }

  /** Fails all invocations until the function is restarted, because there is no code to start. */
  block(failure: FunctionFailure): void {
    this.#obstacle = failure;
    this.start();
  }

  /** Replaces the environment after its current invocations. */
  restart(): void {
    this.#obstacle = undefined;
    const environment = this.#environment;
    if (environment === undefined) {
      this.start();
    } else {
      if (environment.isBusy) this.#options().emit({ type: 'finishing', isPaused: this.#clock.isStopped });
      environment.retire();
    }
  }

  /** Ends the environment now. Running and waiting invocations fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) closeWith(next, stoppedFailure());
    const environments = [...this.#abandoned, ...(this.#environment ? [this.#environment] : [])];
    for (const environment of environments) environment.kill(stoppedFailure());
    await Promise.all(environments.map(({ closed }) => closed));
  }

  /** If an invocation waits for one whose client has left, starts another environment for it. */
  #leaveAbandoned(): void {
    const environment = this.#environment;
    // A debugger is attached to one process.
    if (this.#clock.canStop) return;
    if (!environment?.isAbandoned || this.#queue.length === 0) return;
    if (this.#abandoned.size + 1 >= MAX_ENVIRONMENTS) return;
    this.#abandoned.add(environment);
    this.#environment = undefined;
    environment.retire();
    this.start();
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
