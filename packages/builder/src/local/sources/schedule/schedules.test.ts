import { describe, expect, it } from 'vitest';
import { Schedules } from './schedules.ts';

/** Runs schedules from due time to due time, and returns the times at which they ran. */
function run(expressions: readonly string[], start: string, end: string, timeZone?: string): string[] {
  const schedules = new Schedules();
  const ran: string[] = [];
  for (const expression of expressions) {
    const onTime = (time: number) => ran.push(`${new Date(time).toISOString().slice(0, 16)} ${expression}`);
    schedules.add({ name: expression, expression, timeZone, run: onTime }, Date.parse(start));
  }
  while (schedules.nextDue !== undefined && schedules.nextDue <= Date.parse(end)) schedules.advance(schedules.nextDue);
  return ran;
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
describe('Schedules', () => {
  it('run a rate at full minutes, after one period', () => {
    expect(run(['rate(5 minutes)'], '2030-01-01T10:02:33.4Z', '2030-01-01T10:13:00Z')).toEqual([
      '2030-01-01T10:07 rate(5 minutes)',
      '2030-01-01T10:12 rate(5 minutes)',
    ]);
  });

  it('run several in the order of their times', () => {
    const cron = 'cron(30 * * * ? *)';
    expect(run(['rate(1 hour)', cron], '2030-01-01T10:00:00Z', '2030-01-01T11:30:00Z')).toEqual([
      `2030-01-01T10:30 ${cron}`,
      '2030-01-01T11:00 rate(1 hour)',
      `2030-01-01T11:30 ${cron}`,
    ]);
  });

  it('run once at a time, in a time zone', () => {
    const at = 'at(2030-07-01T08:00:00)';
    expect(run([at], '2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z', 'Europe/Berlin')).toEqual([
      `2030-07-01T06:00 ${at}`,
    ]);
  });

  it('catch up on each time that has passed', () => {
    const schedules = new Schedules();
    const start = Date.UTC(2030, 0, 1);
    const ran: number[] = [];
    schedules.add(
      { name: 'task', expression: 'rate(1 minute)', run: (time) => ran.push((time - start) / 60_000) },
      start,
    );
    schedules.advance(start + 59_999);
    expect(ran).toEqual([]);
    schedules.advance(start + 180_000);
    expect(ran).toEqual([1, 2, 3]);
  });

  it('have nothing due if there is no further time', () => {
    const schedules = new Schedules();
    schedules.add({ name: 'task', expression: 'cron(0 0 1 1 ? 2029)', run: () => {} }, Date.UTC(2030, 0, 1));
    expect(schedules.nextDue).toBeUndefined();
  });
});
