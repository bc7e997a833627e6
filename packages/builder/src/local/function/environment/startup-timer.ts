import type { FunctionClock } from '../../clock/function-clock.ts';
import type { InvocationReport } from '../../report/platform-log.ts';

/** How long a process took to become ready, for the report of its first invocation. */
export type StartupTimes = Pick<InvocationReport, 'initDurationMs' | 'restoreDurationMs'>;

/** Measures the start of a process: its initialization, or its restore from a snapshot. */
export class StartupTimer {
  readonly #clock: FunctionClock;
  #startedAt: number;
  #isRestore = false;
  #times: StartupTimes = {};

  constructor(clock: FunctionClock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** How long the current phase has taken so far. */
  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** Starts again, because the restore begins. */
  restoring(): void {
    this.#startedAt = this.#clock.now();
    this.#isRestore = true;
  }

  ready(): void {
    this.#times = this.#isRestore ? { restoreDurationMs: this.elapsedMs } : { initDurationMs: this.elapsedMs };
  }

  /** Returns the times once, for the first report. */
  takeTimes(): StartupTimes {
    const times = this.#times;
    this.#times = {};
    return times;
  }
}
