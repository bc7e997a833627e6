/** The reason of `context.signal` when the invocation is about to run out of time. */
export class DeadlineError extends Error {
  constructor(remainingMs: number) {
    super(`The invocation times out in ${remainingMs} ms: reply now, or give the function a longer timeout`);
  }

  override get name(): string {
    return 'DeadlineError';
  }
}

/** The reason of `context.signal` when the process is being shut down; its `cause` is the shutdown's own reason. */
export class ShutdownError extends Error {
  constructor(cause: unknown) {
    super('The process is being shut down: reply now', { cause });
  }

  override get name(): string {
    return 'ShutdownError';
  }
}

/** The longest that a timer of Node can wait, in ms; one asked for more fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** An invocation's abort signal; it aborts once `watch` was called, and until it is disposed of. */
export class InvocationSignal implements Disposable {
  readonly #deadlineMs: number;
  readonly #abortBeforeDeadline: number;
  readonly #shutdown: AbortSignal | undefined;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(deadlineMs: number, abortBeforeDeadline: number, shutdown: AbortSignal | undefined) {
    this.#deadlineMs = deadlineMs;
    this.#abortBeforeDeadline = abortBeforeDeadline;
    this.#shutdown = shutdown;
  }

  /** The signal itself. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#shutdown?.removeEventListener('abort', this);
  }

  /** The process is being shut down: the object itself is the listener. */
  handleEvent(): void {
    this.#abort(new ShutdownError(this.#shutdown?.reason));
  }

  /** Waits for the deadline, and for the shutdown. */
  watch(): void {
    const wait = this.#deadlineMs - this.#abortBeforeDeadline - Date.now();
    if (this.#shutdown?.aborted) {
      this.handleEvent();
    } else if (wait <= 0) {
      this.#passDeadline();
    } else {
      this.#shutdown?.addEventListener('abort', this);
      this.#timer = setTimeout(() => this.#passDeadline(), Math.min(wait, LONGEST_TIMER));
      // A handler that waits for nothing but its deadline never settles: Node must be free to find that out at once.
      this.#timer.unref();
    }
  }

  #passDeadline(): void {
    this.#abort(new DeadlineError(Math.max(0, this.#deadlineMs - Date.now())));
  }

  #abort(reason: Error): void {
    this[Symbol.dispose]();
    this.#controller.abort(reason);
  }
}
