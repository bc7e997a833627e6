import { type FunctionFailure, Invocation, type InvocationRequest } from '../invocation/invocation.ts';
import { platformFailure } from '../invocation/platform-failure.ts';
import { Queue } from '../invocation/queue.ts';
import { type EnvironmentEnd, type EnvironmentOptions, ExecutionEnvironment } from './execution-environment.ts';

/** The settings of an environment, but for what changes from one to the next. */
export type FunctionOptions = Omit<EnvironmentOptions, 'queue'>;

/**
 * The function as its invokers see it: whatever becomes of the process, an invocation waits its turn and gets its
 * reply. There is one execution environment at a time; a dead one is replaced when the next invocation needs it.
 */
export class LocalFunction {
  readonly #options: () => FunctionOptions;
  readonly #isSampled: boolean;
  readonly #queue = new Queue<Invocation>();
  #environment: ExecutionEnvironment | undefined;
  #closed = false;

  /**
   * @param options read anew for each environment, so that a changed file counts at the next start
   * @param tracing whether invocations are traced where their invokers don't say
   */
  constructor(options: () => FunctionOptions, { isSampled }: { isSampled: boolean }) {
    this.#options = options;
    this.#isSampled = isSampled;
  }

  /** Queues an invocation. */
  invoke(request: InvocationRequest): Invocation {
    const invocation = new Invocation(request, this.#isSampled);
    if (this.#closed) {
      invocation.fail(stopped());
      invocation.end();
    } else {
      this.#queue.push(invocation);
      this.start();
      this.#environment?.expectInvocation();
    }
    return invocation;
  }

  /** Starts the process, unless there is one. */
  start(): void {
    if (this.#environment || this.#closed) return;
    const environment = new ExecutionEnvironment({ ...this.#options(), queue: this.#queue });
    this.#environment = environment;
    if (this.#queue.length > 0) environment.expectInvocation();
    void environment.closed.then((end) => {
      this.#environment = undefined;
      if (end.kind === 'init-failed') this.#failNext(end);
      if (end.kind === 'retired' || this.#queue.length > 0) this.start();
    });
  }

  /** Starts the process anew, once it has finished what it has in hand. */
  restart(): void {
    if (this.#environment) this.#environment.retire();
    else this.start();
  }

  /** Ends the process, at once. What is under way or waits gets an error. */
  async close(): Promise<void> {
    this.#closed = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      next.fail(stopped());
      next.end();
    }
    this.#environment?.kill(stopped());
    await this.#environment?.closed;
  }

  /** The invocation that waited for an initialisation gets its failure; those behind it are for the next process. */
  #failNext({ logs, failure }: Extract<EnvironmentEnd, { kind: 'init-failed' }>): void {
    const invocation = this.#queue.shift();
    if (!invocation) return;
    for (const line of logs.lines) invocation.logs.append(line);
    invocation.fail(failure(invocation.requestId));
    invocation.end();
  }
}

function stopped(): FunctionFailure {
  return platformFailure('Sandbox.Stopped', 'The emulator was stopped.');
}
