import { choice, text } from '../keys/key.ts';
import { findCronError } from './cron.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of a schedule of EventBridge. */
export const eventbridgeKeys = {
  schedule: text({
    format: 'schedule',
    env: 'SCHEDULE_EXPRESSION',
    default: 'rate(1 day)',
    description: 'When to invoke the function.',
  }),
  ruleName: text({
    format: 'rule',
    env: 'RULE_NAME',
    default: 'lambda-handler-rule',
    description: 'The name of the EventBridge rule.',
  }),
  ruleState: choice({
    choices: ['ENABLED', 'DISABLED'],
    env: 'RULE_STATE',
    default: 'ENABLED',
    description: 'Whether the rule is active.',
  }),
} as const;

/** A schedule. */
export const eventbridge: TriggerRules<'eventbridge'> = {
  profile: 'eventbridge',
  generatedName: 'trigger.rule_name',
  *errors({ schedule }) {
    const error = findCronError(schedule);
    if (error === undefined) return;
    yield { keys: ['trigger.schedule'], message: `trigger.schedule is "${schedule}": ${error}` };
  },
  claims: ({ ruleName: name }) => [
    { what: 'rule', name, key: 'trigger.rule_name', advice: 'choose another name for one of the rules' },
  ],
};
