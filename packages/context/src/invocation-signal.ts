// Targets before ES2026 do not include these types.
/// <reference lib="esnext.disposable" preserve="true" />
import { DeadlineError, ShutdownError } from './errors.ts';

/** The longest delay of a Node.js timer. A longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The abort signal of an invocation. It may abort between the calls of `watch` and of `Symbol.dispose`. */
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

  /** Handles the shutdown. This object is the listener itself, which saves a closure per invocation. */
  handleEvent(): void {
    this.#abort(new ShutdownError(this.#shutdown?.reason));
  }

  /** Starts to watch for the deadline and the shutdown. */
  watch(): void {
    const wait = this.#deadlineMs - this.#abortBeforeDeadline - Date.now();
    if (this.#shutdown?.aborted) {
      this.handleEvent();
    } else if (wait <= 0) {
      this.#passDeadline();
    } else {
      this.#shutdown?.addEventListener('abort', this);
      this.#timer = setTimeout(() => this.#passDeadline(), Math.min(wait, LONGEST_TIMER_MS));
      // A handler that waits for nothing else never settles. Node.js must be free to notice that before the deadline.
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
