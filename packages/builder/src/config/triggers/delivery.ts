import { ScheduleError } from '../../events/schedules/cron.ts';
import { nextTime } from '../../events/schedules/next-time.ts';
import { parseSchedule } from '../../events/schedules/schedule.ts';
import { anyValue, text } from '../keys/key.ts';
import type { KeyProblem } from '../read/problem.ts';
import { checkFailureDestination, checkRetries, type FailureSettings, triggerFailureKeys } from './failure-keys.ts';
import { isFifo } from './queue-keys.ts';

/** The key of a schedule, of a rule and of EventBridge Scheduler. */
export const scheduleKey = text({
  format: 'schedule',
  env: 'SCHEDULE_EXPRESSION',
  derived: 'rate(1 day), unless there is a pattern or a time',
  description: 'When to invoke the function.',
});

/** How EventBridge delivers events to the function. */
export const deliveryKeys = {
  input: anyValue({
    env: 'EVENT_INPUT',
    description: 'What the function gets instead of the event: a text, or a structure that becomes JSON.',
  }),
  ...triggerFailureKeys,
  dlq: text({
    format: 'queue',
    env: 'EVENT_DLQ',
    description:
      'The name of a queue, which all functions of the stage can share, for the events that could not be handed over; or the ARN of an existing queue.',
  }),
} as const;

/** What a rule and a schedule of EventBridge Scheduler have in common. */
interface Delivery {
  readonly schedule: string | undefined;
  readonly dlq: string | undefined;
  readonly retries: number | undefined;
  readonly maxAge: number | undefined;
  readonly onFailure: FailureSettings | undefined;
}

/** Checks a schedule, and the queue for events that could not be delivered. */
export function* checkDelivery(delivery: Delivery): Iterable<KeyProblem> {
  const { schedule, dlq } = delivery;
  yield* checkRetries(delivery, 'EventBridge', { retries: 185, maxAge: 86_400 });
  yield* checkFailureDestination('trigger.on_failure', delivery.onFailure);
  const error = schedule === undefined ? undefined : findScheduleError(schedule);
  if (error !== undefined) {
    yield { keys: ['trigger.schedule'], message: `trigger.schedule is "${schedule}": ${error}` };
  }
  if (dlq !== undefined && isFifo(dlq)) {
    const message = `trigger.dlq is "${dlq}": EventBridge does not send to FIFO queues, use a standard queue`;
    yield { keys: ['trigger.dlq'], message };
  }
}

/** Finds a schedule that is valid, but has no time. */
export function* findDeliveryWarnings({ schedule }: Delivery): Iterable<KeyProblem> {
  if (schedule === undefined || nextTime(parseSchedule(schedule), new Date(0)) !== undefined) return;
  yield {
    keys: ['trigger.schedule'],
    message: `trigger.schedule is "${schedule}": no date matches it, so it never invokes the function`,
  };
}

function findScheduleError(schedule: string): string | undefined {
  try {
    parseSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}
