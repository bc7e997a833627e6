import type { Cron, CronDays } from './cron.ts';
import type { Schedule } from './schedule.ts';
import { TimeZone } from './time-zone.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** When a schedule started, and where its clock is. */
export interface ScheduleClock {
  /** A rate counts from here. */
  readonly start?: Date;
  /** The time zone of `cron` and `at`; by default, UTC. */
  readonly timeZone?: string;
}

/**
 * The first time of a schedule after another time; undefined if there is none. As in EventBridge Scheduler, a local time
 * that clocks skip is left out, and one that they show twice counts once.
 */
export function nextTime(
  schedule: Schedule,
  after: Date,
  { start = after, timeZone = 'UTC' }: ScheduleClock = {},
): Date | undefined {
  const zone = new TimeZone(timeZone);
  switch (schedule.kind) {
    case 'rate': {
      const period = schedule.minutes * MINUTE;
      const periods = Math.max(0, Math.floor((after.getTime() - start.getTime()) / period) + 1);
      return new Date(start.getTime() + periods * period);
    }
    case 'at': {
      const instant = zone.instantOf(Date.parse(`${schedule.time}Z`));
      return instant !== undefined && instant > after.getTime() ? new Date(instant) : undefined;
    }
    case 'cron':
      return nextCronTime(schedule.cron, after.getTime(), zone);
  }
}

function nextCronTime(cron: Cron, after: number, zone: TimeZone): Date | undefined {
  const lastYear = Math.max(...cron.years);
  let day = Math.floor(zone.localTime(after) / DAY) * DAY;
  while (new Date(day).getUTCFullYear() <= lastYear) {
    const date = new Date(day);
    if (!cron.years.has(date.getUTCFullYear()) || !cron.months.has(date.getUTCMonth() + 1)) {
      day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
      continue;
    }
    if (isOneOf(cron.days, date)) {
      for (const local of timesOfDay(cron, day)) {
        const instant = zone.instantOf(local);
        if (instant !== undefined && instant > after) return new Date(instant);
      }
    }
    day += DAY;
  }
  return undefined;
}

function* timesOfDay({ hours, minutes }: Cron, day: number): Iterable<number> {
  for (const hour of [...hours].sort((a, b) => a - b)) {
    for (const minute of [...minutes].sort((a, b) => a - b)) yield day + (hour * 60 + minute) * MINUTE;
  }
}

/** Whether a cron expression means this day. */
export function isOneOf(days: CronDays, date: Date): boolean {
  const dayOfMonth = date.getUTCDate();
  const dayOfWeek = date.getUTCDay() + 1;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  switch (days.kind) {
    case 'days of the month':
      return days.days.has(dayOfMonth);
    case 'days of the week':
      return days.days.has(dayOfWeek);
    case 'last day':
      return dayOfMonth === lastDay;
    case 'last weekday':
      return dayOfMonth === nearestWeekday(date, lastDay, lastDay);
    case 'weekday nearest to':
      return dayOfMonth === nearestWeekday(date, Math.min(days.day, lastDay + 1), lastDay);
    case 'last in the month':
      return dayOfWeek === days.dayOfWeek && dayOfMonth + 7 > lastDay;
    case 'nth in the month':
      return dayOfWeek === days.dayOfWeek && Math.ceil(dayOfMonth / 7) === days.nth;
  }
}

/** The day from Monday to Friday that is nearest to a day, in the same month; undefined if the month has no such day. */
function nearestWeekday(month: Date, day: number, lastDay: number): number | undefined {
  if (day > lastDay) return undefined;
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === lastDay ? day - 2 : day + 1;
  return day;
}
