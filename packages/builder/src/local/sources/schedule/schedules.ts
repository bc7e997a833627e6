import { nextTime } from '../../../events/schedules/next-time.ts';
import { parseSchedule, type Schedule } from '../../../events/schedules/schedule.ts';
import type { Collection, Journal } from '../journal.ts';

const MINUTE_MS = 60_000;
/** How many missed times are counted. */
const MAX_COUNTED = 1000;

/** Something that happens at the times of a schedule. */
export interface ScheduledTask {
  /** Distinguishes it from the others. */
  readonly name: string;
  /** `rate(5 minutes)`, `cron(0 12 * * ? *)`, or `at(2030-01-31T08:00:00)`. */
  readonly expression: string;
  /** Default: UTC. */
  readonly timeZone?: string | undefined;
  /** @param time when it was due, in milliseconds since 1970 */
  readonly run: (time: number) => void;
}

/** Times of a task at which nothing ran. */
export interface MissedTimes {
  readonly name: string;
  /** At most 1,000. */
  readonly count: number;
  /** The last of them, in milliseconds since 1970. Undefined if there are more than are counted. */
  readonly last: number | undefined;
}

interface Entry {
  readonly task: ScheduledTask;
  readonly schedule: Schedule;
  /** A rate counts from this minute. */
  readonly start: Date;
  /** Undefined if it does not run again. */
  readonly due: number | undefined;
}

/** A task as it is kept. */
interface KeptTask {
  readonly expression: string;
  readonly timeZone: string | undefined;
  readonly start: number;
  readonly due: number | undefined;
}

/** Runs tasks at full minutes. It has no clock: its methods get the time, in milliseconds since 1970. */
export class Schedules {
  readonly #kept: Collection<Entry, KeptTask> | undefined;
  /** What an earlier run has left, by the names of the tasks. */
  readonly #earlier: ReadonlyMap<string, KeptTask>;
  #entries: Entry[] = [];

  /** @param journal where the times of the tasks are kept; undefined if they are not */
  constructor(journal?: Journal) {
    this.#kept = journal?.collection('schedule', ({ task: { expression, timeZone }, start, due }) => ({
      value: { expression, timeZone, start: start.getTime(), due },
    }));
    this.#earlier = new Map(this.#kept?.restore().map(({ id, value }) => [id, value]));
  }

  /** When the next task is due. */
  get nextDue(): number | undefined {
    return this.#next()?.due;
  }

  /** When a task is due next. Undefined if it is not, or there is none. */
  dueOf(name: string): number | undefined {
    return this.#entries.find(({ task }) => task.name === name)?.due;
  }

  /**
   * Adds a task. A rate runs for the first time after one period, which continues if an earlier run has begun it. Returns
   * the times that have passed since that run, if there are any. The task does not make up for them.
   *
   * @throws {ScheduleError} the expression is not valid
   */
  add(task: ScheduledTask, now: number): MissedTimes | undefined {
    const schedule = parseSchedule(task.expression);
    const kept = this.#earlier.get(task.name);
    const isSame = kept?.expression === task.expression && kept.timeZone === task.timeZone;
    const start = isSame ? new Date(kept.start) : new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS);
    const missed = isSame ? missedTimes({ task, schedule, start, due: kept.due }, now) : undefined;
    this.#insert({ task, schedule, start }, now);
    return missed;
  }

  /** Runs what is due, in the order of the times. A task runs once for each of its times. */
  advance(now: number): void {
    for (;;) {
      const next = this.#next();
      if (next?.due === undefined || next.due > now) return;
      this.#entries = this.#entries.filter((each) => each !== next);
      this.#insert(next, next.due);
      next.task.run(next.due);
    }
  }

  /** Runs a task once more, and leaves its times as they are. Returns false if there is no such task. */
  run(name: string, now: number): boolean {
    const found = this.#entries.find(({ task }) => task.name === name);
    found?.task.run(now);
    return found !== undefined;
  }

  #next(): Entry | undefined {
    return this.#entries.reduce<Entry | undefined>(
      (first, each) => (each.due === undefined || (first?.due ?? Number.POSITIVE_INFINITY) <= each.due ? first : each),
      undefined,
    );
  }

  #insert({ task, schedule, start }: Omit<Entry, 'due'>, after: number): void {
    const entry = { task, schedule, start, due: timeAfter({ task, schedule, start }, after) };
    this.#entries.push(entry);
    this.#kept?.put(task.name, entry);
  }
}

function timeAfter({ task, schedule, start }: Omit<Entry, 'due'>, after: number): number | undefined {
  const { timeZone = 'UTC' } = task;
  return nextTime(schedule, new Date(after), { start, timeZone })?.getTime();
}

/** The times of an entry up to now. */
function missedTimes(entry: Entry, now: number): MissedTimes | undefined {
  const { name } = entry.task;
  let missed: MissedTimes | undefined;
  for (let time = entry.due; time !== undefined && time <= now; time = timeAfter(entry, time)) {
    const { count = 0 } = missed ?? {};
    if (count === MAX_COUNTED) return { name, count, last: undefined };
    missed = { name, count: count + 1, last: time };
  }
  return missed;
}
