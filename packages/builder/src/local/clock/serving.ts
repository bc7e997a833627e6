import type { Clock } from './clock.ts';
import type { ClockTimer } from './function-clock.ts';

/** What is done at each change, and when time has passed. */
export interface Work {
  /** Does what can be done now. It can cause changes itself. */
  readonly serve: (now: number) => void;
  /** When something can be done next, although nothing has changed. */
  readonly nextDue: () => number | undefined;
}

/** Does work whenever something has changed or is due, until nothing is left to do at the present time. */
export class Serving {
  readonly #clock: Clock;
  readonly #work: Work;
  #timer: ClockTimer | undefined;
  #isServing = false;
  #isAgain = false;

  constructor(clock: Clock, work: Work) {
    this.#clock = clock;
    this.#work = work;
  }

  /** To be called after each change. */
  changed(): void {
    this.#isAgain = true;
    if (this.#isServing) return;
    this.#isServing = true;
    try {
      while (this.#isAgain) {
        this.#isAgain = false;
        this.#work.serve(this.#clock.now);
      }
    } finally {
      this.#isServing = false;
    }
    this.#setTimer();
  }

  /** Nothing is due any more, until something changes. */
  stop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #setTimer(): void {
    this.stop();
    const due = this.#work.nextDue();
    if (due !== undefined) this.#timer = this.#clock.at(due, () => this.changed());
  }
}

/** The earliest of times, if there is one. */
export function earliest(times: Iterable<number | undefined>): number | undefined {
  let first: number | undefined;
  for (const time of times) if (time !== undefined && (first === undefined || time < first)) first = time;
  return first;
}
