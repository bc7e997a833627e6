import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTime, type ScheduleClock } from './next-time.ts';
import { isTime, parseSchedule } from './schedule.ts';
import { isTimeZone, TimeZone } from './time-zone.ts';

/** The first times after another one, as text. */
function timesOf(expression: string, after: string, count = 1, clock: ScheduleClock = {}): (string | undefined)[] {
  const schedule = parseSchedule(expression);
  const times: (string | undefined)[] = [];
  let last: Date | undefined = new Date(after);
  for (let index = 0; index < count && last !== undefined; index += 1) {
    last = nextTime(schedule, last, clock);
    times.push(last?.toISOString().slice(0, 16));
  }
  return times;
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
describe('a schedule', () => {
  it.each([
    ['cron(0 10 * * ? *)', '2026-03-01T09:59:00Z', ['2026-03-01T10:00', '2026-03-02T10:00']],
    ['cron(15 12 * * ? *)', '2026-03-01T12:15:00Z', ['2026-03-02T12:15']],
    ['cron(0 18 ? * MON-FRI *)', '2026-03-06T18:00:00Z', ['2026-03-09T18:00', '2026-03-10T18:00']],
    ['cron(0 8 1 * ? *)', '2026-12-15T00:00:00Z', ['2027-01-01T08:00']],
    ['cron(0/10 * ? * MON-FRI *)', '2026-03-06T23:45:00Z', ['2026-03-06T23:50', '2026-03-09T00:00']],
    ['cron(0/5 8-17 ? * MON-FRI *)', '2026-03-02T17:54:00Z', ['2026-03-02T17:55', '2026-03-03T08:00']],
    ['cron(0/30 20-2 ? * * *)', '2026-03-02T02:20:00Z', ['2026-03-02T02:30', '2026-03-02T20:00']],
    ['cron(0 9 ? * 2#1 *)', '2026-03-02T09:00:00Z', ['2026-04-06T09:00']],
    ['cron(0 9 ? * fri#5 *)', '2026-01-31T00:00:00Z', ['2026-05-29T09:00']],
    ['cron(0 9 L * ? *)', '2028-02-01T00:00:00Z', ['2028-02-29T09:00', '2028-03-31T09:00']],
    ['cron(0 9 LW * ? *)', '2026-05-01T00:00:00Z', ['2026-05-29T09:00']],
    ['cron(0 9 1W * ? *)', '2026-08-01T00:00:00Z', ['2026-08-03T09:00']],
    ['cron(0 9 31W * ? *)', '2026-05-01T00:00:00Z', ['2026-05-29T09:00', '2026-07-31T09:00']],
    ['cron(0 9 ? * 6L *)', '2026-03-01T00:00:00Z', ['2026-03-27T09:00']],
    ['cron(0 9 ? * L *)', '2026-03-01T00:00:00Z', ['2026-03-07T09:00']],
    ['cron(0 0 29 FEB ? *)', '2026-03-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2030-2031)', '2030-06-01T00:00:00Z', ['2031-01-01T00:00', undefined]],
    ['cron(0 0 31 2 ? *)', '2026-01-01T00:00:00Z', [undefined]],
    ['at(2030-01-31T08:00:00)', '2030-01-31T07:59:59Z', ['2030-01-31T08:00', undefined]],
  ])('%s after %s is at %j', (expression, after, times) => {
    expect(timesOf(expression, after, times.length)).toEqual(times);
  });

  it('with a rate counts from its start', () => {
    const start = new Date('2026-03-01T00:07:00Z');
    expect(timesOf('rate(2 hours)', '2026-03-01T03:00:00Z', 2, { start })).toEqual([
      '2026-03-01T04:07',
      '2026-03-01T06:07',
    ]);
    expect(timesOf('rate(1 day)', '2026-02-01T00:00:00Z', 1, { start })).toEqual(['2026-03-01T00:07']);
  });

  it('follows summer time, leaves out times that clocks skip, and does not repeat the others', () => {
    const clock = { timeZone: 'Europe/Berlin' };
    expect(timesOf('cron(30 2 * * ? *)', '2026-03-28T00:00:00Z', 2, clock)).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
    ]);
    expect(timesOf('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z', 2, clock)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(timesOf('at(2030-07-01T08:00:00)', '2030-01-01T00:00:00Z', 1, clock)).toEqual(['2030-07-01T06:00']);
    expect(timesOf('cron(0 0 * * ? *)', '2026-01-01T12:00:00Z', 1, { timeZone: 'Asia/Kathmandu' })).toEqual([
      '2026-01-01T18:15',
    ]);
  });
});

describe('an invalid schedule', () => {
  it.each([
    ['rate(1 days)', 'it must be rate(1 day)'],
    ['rate(5 minute)', 'it must be rate(5 minutes)'],
    ['rate(0 minutes)', 'it must be a schedule'],
    ['every day', 'it must be a schedule'],
    ['at(2030-02-30T00:00:00)', 'it must be a schedule'],
    ['cron(0 12 * * ?)', 'it must be a schedule'],
    ['cron(60 12 * * ? *)', 'its minutes, "60", must be *, or a value, range (-), list (,) or step (/) of 0 to 59'],
    ['cron(0 24 * * ? *)', 'its hours, "24"'],
    ['cron(0 12 32 * ? *)', 'its day of the month, "32"'],
    [
      'cron(0 12 1 XXX ? *)',
      'its month, "XXX", must be *, or a value, range (-), list (,) or step (/) of 1 to 12 or JAN to DEC',
    ],
    ['cron(0 12 ? * 8 *)', 'its day of the week, "8"'],
    ['cron(0 12 ? * MON#6 *)', 'its day of the week, "MON#6"'],
    ['cron(0 12 ? * XYZ#1 *)', 'its day of the week, "XYZ#1"'],
    ['cron(0 12 * * ? 1969)', 'its year, "1969"'],
    ['cron(0/0 12 * * ? *)', 'its minutes, "0/0"'],
    ['cron(0 12 * * * *)', 'either the day of the month or the day of the week (its third or fifth field) must be ?'],
    ['cron(0 12 ? * ? *)', 'either the day of the month or the day of the week'],
  ])('%s: %s', (expression, message) => {
    expect(() => parseSchedule(expression)).toThrow(message);
  });
});

describe('the time of any schedule', () => {
  const numbers = (min: number, max: number) => fc.integer({ min, max }).map(String);
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      numbers(min, max),
      fc.tuple(numbers(min, max), numbers(1, 9)).map(([from, step]) => `${from}/${step}`),
      fc.tuple(numbers(min, max), numbers(min, max)).map(([from, to]) => `${from}-${to}`),
      fc.array(numbers(min, max), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
    );
  const days = fc.oneof(
    fc.tuple(fc.oneof(field(1, 31), fc.constantFrom('L', 'LW', '15W')), fc.constant('?')),
    fc.tuple(fc.constant('?'), fc.oneof(field(1, 7), fc.constantFrom('L', '2L', 'MON#2'))),
  );
  const cron = fc
    .tuple(field(0, 59), field(0, 23), days, field(1, 12))
    .map(([minutes, hours, [day, weekday], month]) => `cron(${minutes} ${hours} ${day} ${month} ${weekday} *)`);
  const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  const timeZone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe');

  it('comes later, is a whole minute, and no other one comes before it', () => {
    fc.assert(
      fc.property(cron, time, timeZone, (expression, after, zone) => {
        const schedule = parseSchedule(expression);
        const next = nextTime(schedule, after, { timeZone: zone });
        fc.pre(next !== undefined);
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        expect(next.getTime() % 60_000).toBe(0);
        const between = new Date((after.getTime() + next.getTime()) / 2);
        expect(nextTime(schedule, between, { timeZone: zone })).toEqual(next);
        expect(nextTime(schedule, new Date(next.getTime() - 1), { timeZone: zone })).toEqual(next);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same in a time zone that has the time of UTC', () => {
    fc.assert(
      fc.property(cron, time, (expression, after) => {
        const schedule = parseSchedule(expression);
        expect(nextTime(schedule, after, { timeZone: 'Africa/Abidjan' })).toEqual(nextTime(schedule, after));
      }),
      { numRuns: 100 },
    );
  });

  it('has a local time that leads back to it, unless clocks show it twice', () => {
    fc.assert(
      fc.property(time, timeZone, (instant, name) => {
        const zone = new TimeZone(name);
        const second = Math.floor(instant.getTime() / 1000) * 1000;
        const local = zone.localTime(second);
        const found = zone.instantOf(local);
        expect(zone.localTime(found ?? 0)).toBe(local);
        expect(found).toBeLessThanOrEqual(second);
      }),
    );
  });
});

it('names time zones as the database does', () => {
  expect(['Europe/Berlin', 'UTC', 'Berlin', '+02:00', ''].map(isTimeZone)).toEqual([true, true, false, false, false]);
  expect(['2030-01-31T08:00:00', '2030-02-30T08:00:00', '2030-01-31'].map(isTime)).toEqual([true, false, false]);
});
