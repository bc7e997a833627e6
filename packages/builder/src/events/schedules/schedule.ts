import { type Cron, parseCron, ScheduleError } from './cron.ts';

/** When something happens. */
export type Schedule =
  | { readonly kind: 'rate'; readonly minutes: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  /** Once, at a time without a time zone, such as `2030-01-31T08:00:00`. */
  | { readonly kind: 'at'; readonly time: string };

const minutesIn = { minute: 1, hour: 60, day: 24 * 60 } as const;

/**
 * Parses a schedule expression: `rate(5 minutes)`, `cron(0 12 * * ? *)`, or `at(2030-01-31T08:00:00)`.
 *
 * @throws {ScheduleError} it is not valid
 */
export function parseSchedule(text: string): Schedule {
  const [, value, unit = '', plural] = /^rate\(([1-9][0-9]*) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  if (value !== undefined && isUnit(unit)) {
    if ((value === '1') === (plural === 's')) {
      throw new ScheduleError(`it must be rate(${value} ${unit}${value === '1' ? '' : 's'})`);
    }
    return { kind: 'rate', minutes: Number(value) * minutesIn[unit] };
  }
  const [, fields] = /^cron\(([^ ()]+(?: [^ ()]+){5})\)$/.exec(text) ?? [];
  if (fields !== undefined) return { kind: 'cron', cron: parseCron(fields) };
  const [, time = ''] = /^at\(([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)$/.exec(text) ?? [];
  if (isTime(time)) return { kind: 'at', time };
  throw new ScheduleError('it must be a schedule, such as rate(1 day), rate(5 minutes) or cron(0 12 * * ? *)');
}

/** Whether this is a time such as `2030-01-31T08:00:00`, on a day that exists. */
export function isTime(text: string): boolean {
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString() === `${text}.000Z`;
}

function isUnit(unit: string): unit is keyof typeof minutesIn {
  return Object.hasOwn(minutesIn, unit);
}
