/** A running timer of a {@link FunctionClock}. */
export interface ClockTimer {
  clear(): void;
}

/** The time that counts against the function's limits. It stands still while a debugger has paused the function. */
export class FunctionClock {
  /** Whether it can be stopped. Then it is not known at which time of day a limit will be reached. */
  readonly canStop: boolean;
  readonly #timers = new Set<Timer>();
  #stoppedAt: number | undefined;
  #stoppedMs = 0;

  constructor({ canStop = false }: { canStop?: boolean } = {}) {
    this.canStop = canStop;
  }

  get isStopped(): boolean {
    return this.#stoppedAt !== undefined;
  }

  /** Milliseconds that have passed on this clock, from an arbitrary start. */
  now(): number {
    return (this.#stoppedAt ?? performance.now()) - this.#stoppedMs;
  }

  /** Calls `onEnd` when this time has passed on this clock. */
  startTimer(durationMs: number, onEnd: () => void): ClockTimer {
    const timer = new Timer(durationMs, () => {
      this.#timers.delete(timer);
      onEnd();
    });
    this.#timers.add(timer);
    if (!this.isStopped) timer.run();
    return {
      clear: () => {
        this.#timers.delete(timer);
        timer.stop();
      },
    };
  }

  stop(): void {
    if (this.isStopped) return;
    this.#stoppedAt = performance.now();
    for (const timer of this.#timers) timer.stop();
  }

  resume(): void {
    if (this.#stoppedAt === undefined) return;
    this.#stoppedMs += performance.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
    for (const timer of this.#timers) timer.run();
  }
}

/** A timer that can be stopped, and continues with the remaining time. */
class Timer {
  readonly #onEnd: () => void;
  #remainingMs: number;
  #startedAt = 0;
  #handle: NodeJS.Timeout | undefined;

  constructor(durationMs: number, onEnd: () => void) {
    this.#remainingMs = durationMs;
    this.#onEnd = onEnd;
  }

  run(): void {
    this.#startedAt = performance.now();
    this.#handle = setTimeout(this.#onEnd, this.#remainingMs);
  }

  stop(): void {
    clearTimeout(this.#handle);
    this.#remainingMs -= performance.now() - this.#startedAt;
  }
}
