import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ClockTimer, FunctionClock } from './function-clock.ts';

/** The longest wait of a timer of Node; a task that is due later is checked again after it. */
const MAX_TIMER_MS = 3_600_000;
const SECOND_MS = 1000;

/** What a clock depends on. */
export interface ClockOptions {
  /** The real time, which can stand still. Default: a clock that does not stop. */
  readonly time?: FunctionClock;
  /** Milliseconds since 1970 at the start. Default: the present time. */
  readonly start?: number;
  /** What has been skipped in earlier runs, which is added to the start. Default: 0. */
  readonly skipped?: number;
  /** Called whenever more has been skipped, before tasks run, with the whole amount. */
  readonly onSkipped?: (skipped: number) => void;
  /** Resolves when the work that the tasks have started is done. Called before and after each step of a skip. */
  readonly whenIdle?: () => Promise<unknown>;
}

/** Something to be done at a time. */
interface Task {
  readonly time: number;
  readonly run: () => void;
}

/**
 * The time of the event sources: real time, plus what has been skipped. Tasks run in the order of their times, and those
 * of the same time in the order in which they were set.
 */
export class Clock {
  readonly #time: FunctionClock;
  readonly #whenIdle: () => Promise<unknown>;
  /** In the order in which they will run. */
  readonly #tasks: Task[] = [];
  /** What to add to the real time. Whole milliseconds, so that a step ends exactly at its time. */
  #offset: number;
  #skipped: number;
  readonly #onSkipped: (skipped: number) => void;
  #timer: ClockTimer | undefined;
  /** The last skip, which the next one waits for. */
  #skipping: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: ClockOptions = {}) {
    const { time = new FunctionClock(), start = Date.now(), whenIdle = nextTurn } = options;
    const { skipped = 0, onSkipped = () => {} } = options;
    this.#time = time;
    this.#offset = start + skipped - Math.floor(time.now());
    this.#skipped = skipped;
    this.#onSkipped = onSkipped;
    this.#whenIdle = whenIdle;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return Math.floor(this.#time.now()) + this.#offset;
  }

  /** How much time has been skipped, in all runs whose state is kept, in milliseconds. */
  get skipped(): number {
    return this.#skipped;
  }

  /** When the next task is due. */
  get nextDue(): number | undefined {
    return this.#tasks[0]?.time;
  }

  /** Runs a task at this time; in the next turn of the event loop or soon after it, if the time has passed. */
  at(time: number, run: () => void): ClockTimer {
    const task = { time, run };
    if (this.#isClosed) return { clear() {} };
    this.#tasks.splice(this.#indexAfter(time), 0, task);
    if (this.#tasks[0] === task) this.#setTimer();
    return {
      clear: () => {
        const index = this.#tasks.indexOf(task);
        if (index === -1) return;
        this.#tasks.splice(index, 1);
        if (index === 0) this.#setTimer();
      },
    };
  }

  /**
   * Moves the time forward, from due task to due task, and lets the work that a task starts finish before the next step.
   * A step ends at a full second, so that what is due within one second is done together. A skip waits for the previous
   * one.
   *
   * @param amount milliseconds; `next`: to the next due task, or not at all if there is none
   */
  skip(amount: number | 'next'): Promise<void> {
    const skipping = this.#skipping.then(() => (amount === 'next' ? this.#skipToNext() : this.#skipBy(amount)));
    this.#skipping = skipping.catch(() => {});
    return skipping;
  }

  /** Forgets all tasks. */
  close(): void {
    this.#isClosed = true;
    this.#tasks.length = 0;
    this.#setTimer();
  }

  async #skipToNext(): Promise<void> {
    await this.#whenIdle();
    if (this.nextDue !== undefined) await this.#step(fullSecondAfter(this.nextDue));
  }

  async #skipBy(amount: number): Promise<void> {
    await this.#whenIdle();
    const end = this.now + amount;
    while (this.nextDue !== undefined && this.nextDue <= end) {
      await this.#step(Math.min(fullSecondAfter(this.nextDue), end));
    }
    this.#moveTo(end);
  }

  async #step(time: number): Promise<void> {
    this.#moveTo(time);
    this.#runDueTasks();
    await this.#whenIdle();
  }

  #moveTo(time: number): void {
    const amount = Math.max(0, time - this.now);
    this.#offset += amount;
    this.#skipped += amount;
    if (amount > 0) this.#onSkipped(this.#skipped);
    this.#setTimer();
  }

  /** Runs the tasks that are due. Those that they set run in the next turn, even if they are due at once. */
  #runDueTasks(): void {
    const due = this.#tasks.splice(0, this.#indexAfter(this.now));
    this.#setTimer();
    for (const { run } of due) run();
  }

  /** There is one timer, for the nearest task. */
  #setTimer(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    const { nextDue } = this;
    if (nextDue === undefined) return;
    const wait = Math.min(Math.max(0, nextDue - this.now), MAX_TIMER_MS);
    this.#timer = this.#time.startTimer(wait, () => this.#runDueTasks());
  }

  /** The index behind all tasks that are due at this time. */
  #indexAfter(time: number): number {
    let [low, high] = [0, this.#tasks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tasks[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function fullSecondAfter(time: number): number {
  return Math.ceil(time / SECOND_MS) * SECOND_MS;
}
