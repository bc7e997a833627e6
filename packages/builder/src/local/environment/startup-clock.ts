import type { InvocationReport } from '../report/platform-log.ts';

/** How long a process took until it was ready, as the report of its first invocation tells. */
export type StartupTimes = Pick<InvocationReport, 'initDurationMs' | 'restoreDurationMs'>;

/** Measures the start of a process: its initialisation, or the restore from its snapshot. */
export class StartupClock {
  #since = performance.now();
  #isRestore = false;
  #times: StartupTimes = {};

  /** How long the process has been at it, in ms. */
  get elapsedMs(): number {
    return performance.now() - this.#since;
  }

  /** What follows is the restore. */
  restoring(): void {
    this.#since = performance.now();
    this.#isRestore = true;
  }

  ready(): void {
    this.#times = this.#isRestore ? { restoreDurationMs: this.elapsedMs } : { initDurationMs: this.elapsedMs };
  }

  /** The times, for the first report only. */
  takeTimes(): StartupTimes {
    const times = this.#times;
    this.#times = {};
    return times;
  }
}
