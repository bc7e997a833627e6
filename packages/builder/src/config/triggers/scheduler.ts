import { isTime } from '../../events/schedules/schedule.ts';
import { isTimeZone } from '../../events/schedules/time-zone.ts';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import { integer, text } from '../keys/key.ts';
import { checkDelivery, deliveryKeys, findDeliveryWarnings, scheduleKey } from './delivery.ts';
import { enabledKeys } from './enabled-key.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of a schedule of EventBridge Scheduler. */
export const schedulerKeys = {
  schedule: scheduleKey,
  at: text({
    format: 'time',
    env: 'SCHEDULE_AT',
    description: 'The single time at which to invoke the function, instead of a schedule; a time in trigger.timezone.',
  }),
  timezone: text({
    format: 'time zone',
    env: 'SCHEDULE_TIMEZONE',
    default: 'UTC',
    description: 'The time zone of the schedule, including its daylight saving time.',
  }),
  window: integer({
    min: 0,
    max: 1440,
    unit: 'minutes',
    env: 'SCHEDULE_WINDOW',
    default: 0,
    description: 'How long after its time the function may be invoked, to spread the load.',
  }),
  scheduleName: text({
    format: 'rule',
    env: 'SCHEDULE_NAME',
    default: 'lambda-handler-schedule',
    description: 'The name of the schedule.',
  }),
  ...enabledKeys,
  ...deliveryKeys,
} as const;

/** A schedule of EventBridge Scheduler, which knows time zones and single times. */
export const scheduler: TriggerRules<'scheduler'> = {
  profile: 'eventbridge',
  generatedName: 'trigger.schedule_name',
  *errors(trigger) {
    const { schedule, at, timezone } = trigger;
    yield* checkDelivery(trigger);
    if (schedule !== undefined && at !== undefined) {
      const message = 'there are both trigger.schedule and trigger.at: write a trigger for each of them';
      yield { keys: ['trigger.at', 'trigger.schedule'], message };
    }
    if (at !== undefined && !isTime(at)) {
      yield { keys: ['trigger.at'], message: `trigger.at is "${at}": there is no such date or time` };
    }
    if (isTimeZone(timezone)) return;
    const match = closestMatch(timezone, Intl.supportedValuesOf('timeZone'));
    const suggestion = match === undefined ? 'it must be one such as Europe/Berlin' : `did you mean ${match}?`;
    yield {
      keys: ['trigger.timezone'],
      message: `trigger.timezone is "${timezone}", which is not a time zone; ${suggestion}`,
    };
  },
  warnings: findDeliveryWarnings,
  claims: (trigger) => [
    {
      what: 'schedule',
      name: trigger.scheduleName,
      key: 'trigger.schedule_name',
      isShared: true,
      advice: 'choose another name for one of the schedules',
    },
  ],
};
