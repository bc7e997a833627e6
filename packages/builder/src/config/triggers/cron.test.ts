import { describe, expect, it } from 'vitest';
import { findCronError } from './cron.ts';

describe('a cron expression', () => {
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
  it.each([
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/10 * ? * MON-FRI *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(0/30 20-23,0-2 ? * MON-FRI *)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 15W * ? 2026-2030)',
    'cron(0 0 ? JAN,jul 6L *)',
    'cron(*/15 * * 1-6/2 ? *)',
    'rate(1 day)',
  ])('is accepted: %s', (schedule) => {
    expect(findCronError(schedule)).toBeUndefined();
  });

  it.each([
    ['cron(60 * * * ? *)', /minutes, "60"/],
    ['cron(0 24 * * ? *)', /hours, "24"/],
    ['cron(0 0 32 * ? *)', /day of the month, "32"/],
    ['cron(0 0 1 13 ? *)', /month, "13", must be \*, or a value, range .* of 1 to 12 or JAN to DEC/],
    ['cron(0 0 ? * 0 *)', /day of the week, "0"/],
    ['cron(0 0 ? * 2#6 *)', /day of the week, "2#6"/],
    ['cron(0 0 1 * ? 1969)', /year, "1969"/],
    ['cron(0/0 0 1 * ? *)', /minutes, "0\/0"/],
    ['cron(0-5-9 0 1 * ? *)', /minutes/],
    ['cron(? 0 1 * ? *)', /minutes, "\?"/],
    ['cron(0 0 * * * *)', /must be \?$/],
    ['cron(0 0 ? * ? *)', /must be \?$/],
  ])('is rejected: %s', (schedule, message) => {
    expect(findCronError(schedule)).toMatch(message);
  });
});
