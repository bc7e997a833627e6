import type { TriggerType } from '../config/keys/trigger-keys.ts';

/** The sample events whose names are not those of triggers. */
const otherNames: Partial<Readonly<Record<TriggerType, string>>> = {
  's3-sqs': 's3-in-sqs',
  's3-direct': 's3',
  'sns-sqs': 'sns-in-sqs',
};

/** What decides which events a trigger passes to its function. */
interface EventTrigger {
  readonly type: TriggerType;
  /** Of a rule of EventBridge. One without a pattern has a schedule. */
  readonly pattern?: string | undefined;
}

/** The name of the sample event that a trigger passes to its function. */
export function sampleOfTrigger({ type, pattern }: EventTrigger): string {
  if (type === 'eventbridge') return pattern === undefined ? 'schedule' : 'eventbridge';
  return otherNames[type] ?? type;
}
