import type { FunctionClock } from '../../clock/function-clock.ts';
import type { InvocationReport } from '../../report/platform-log.ts';

/** How long a process took to become ready, for the report of its first invocation. */
export type StartupTimes = Pick<InvocationReport, 'initDurationMs' | 'restoreDurationMs'>;

/** How a process became ready. */
export interface StartupPhase {
  readonly name: 'init' | 'restore';
  /** On the clock of the function. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** Measures the start of a process: its initialization, or its restore from a snapshot. */
export class StartupTimer {
  readonly #clock: FunctionClock;
  #startedAt: number;
  #isRestore = false;
  #phase: StartupPhase | undefined;

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
    const name = this.#isRestore ? 'restore' : 'init';
    this.#phase = { name, startedAt: this.#startedAt, durationMs: this.elapsedMs };
  }

  /** Returns the phase once, for the first invocation. */
  takePhase(): StartupPhase | undefined {
    const phase = this.#phase;
    this.#phase = undefined;
    return phase;
  }
}

/** A phase in the form of reports. */
export function timesOf(phase: StartupPhase | undefined): StartupTimes {
  if (phase === undefined) return {};
  return phase.name === 'restore' ? { restoreDurationMs: phase.durationMs } : { initDurationMs: phase.durationMs };
}
