import { nextTime } from '../../../events/schedules/next-time.ts';
import type { Schedule } from '../../../events/schedules/schedule.ts';

const MINUTE_MS = 60_000;

/** Something that happens at the times of a schedule. */
export interface ScheduledTask {
  readonly schedule: Schedule;
  /** Default: UTC. */
  readonly timeZone?: string | undefined;
  /** @param time when it was due, in milliseconds since 1970 */
  readonly run: (time: number) => void;
}

interface Entry {
  readonly task: ScheduledTask;
  /** A rate counts from this minute. */
  readonly start: Date;
  readonly due: number;
}

/** Runs tasks at full minutes. It has no clock: its methods get the time, in milliseconds since 1970. */
export class Schedules {
  #entries: Entry[] = [];

  /** When the next task is due. */
  get nextDue(): number | undefined {
    return this.#next()?.due;
  }

  /** Adds a task. A rate runs for the first time after one period. */
  add(task: ScheduledTask, now: number): void {
    const start = new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS);
    this.#insert(task, start, now);
  }

  /** Runs what is due, in the order of the times. A task runs once for each of its times. */
  advance(now: number): void {
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.due > now) return;
      this.#entries = this.#entries.filter((each) => each !== next);
      this.#insert(next.task, next.start, next.due);
      next.task.run(next.due);
    }
  }

  #next(): Entry | undefined {
    return this.#entries.reduce<Entry | undefined>(
      (first, each) => (first === undefined || each.due < first.due ? each : first),
      undefined,
    );
  }

  #insert(task: ScheduledTask, start: Date, after: number): void {
    const { schedule, timeZone = 'UTC' } = task;
    const due = nextTime(schedule, new Date(after), { start, timeZone });
    if (due !== undefined) this.#entries.push({ task, start, due: due.getTime() });
  }
}
