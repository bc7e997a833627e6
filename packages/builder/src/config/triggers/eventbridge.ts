import { eventBridgeDialect } from '../../events/patterns/dialects.ts';
import { choice, eventPattern, text } from '../keys/key.ts';
import { checkFields, checkPattern } from '../validate/pattern-rules.ts';
import { checkDelivery, deliveryKeys, findDeliveryWarnings, scheduleKey } from './delivery.ts';
import { enabledKeys } from './enabled-key.ts';
import type { SettingsOf, TriggerRules } from './trigger-rules.ts';

/** The keys of a rule of EventBridge. */
export const eventbridgeKeys = {
  schedule: scheduleKey,
  pattern: eventPattern({
    env: 'EVENT_PATTERN',
    description: 'The events to handle, instead of a schedule.',
  }),
  bus: text({
    format: 'event bus',
    env: 'EVENT_BUS',
    derived: 'the default event bus',
    description: 'The name or ARN of the event bus whose events the pattern selects. It has to exist.',
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
    description: 'Whether the rule is active; trigger.enabled does the same for all types.',
  }),
  ...enabledKeys,
  ...deliveryKeys,
} as const;

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const fieldsOfEvents = {
  known: [
    'source',
    'detail-type',
    'detail',
    'resources',
    'account',
    'region',
    'time',
    'id',
    'version',
    // Only events of a replay have it.
    'replay-name',
  ],
  events: 'an event of EventBridge',
  advice: (name: string) => `write { detail: { ${name}: … } } for a field of its content`,
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_LENGTH = 2048;

/** A rule: a schedule, or a pattern of events. */
export const eventbridge: TriggerRules<'eventbridge'> = {
  profile: 'eventbridge',
  generatedName: 'trigger.rule_name',
  *errors(trigger) {
    const { schedule, pattern, bus } = trigger;
    yield* checkDelivery(trigger);
    if (pattern === undefined && bus !== undefined) {
      const message = `trigger.bus is "${bus}", but only the default event bus has schedules: set trigger.pattern`;
      yield { keys: ['trigger.bus'], message };
    }
    if (pattern === undefined) return;
    yield* checkPattern('trigger.pattern', pattern, eventBridgeDialect);
    if (schedule !== undefined) {
      yield {
        keys: ['trigger.pattern', 'trigger.schedule'],
        message: 'there are both trigger.schedule and trigger.pattern: write a trigger for each of them',
      };
    }
    if (pattern.length > MAX_PATTERN_LENGTH) {
      const message = `trigger.pattern has ${pattern.length} characters as JSON: EventBridge allows ${MAX_PATTERN_LENGTH}`;
      yield { keys: ['trigger.pattern'], message };
    }
  },
  *warnings(trigger) {
    yield* findDeliveryWarnings(trigger);
    // Not an error: the pattern can require that there is no such field.
    if (trigger.pattern !== undefined) yield* checkFields('trigger.pattern', trigger.pattern, fieldsOfEvents);
  },
  claims: (trigger) => [
    {
      what: 'rule',
      name: nameOfRule(trigger),
      key: 'trigger.rule_name',
      advice: 'choose another name for one of the rules',
    },
  ],
};

/** The name of the event bus; undefined for the default one. */
export function busOf({ bus }: Pick<SettingsOf<'eventbridge'>, 'bus'>): string | undefined {
  const name = bus?.replace(/^arn:.*:event-bus\//, '');
  return name === 'default' ? undefined : name;
}

/**
 * What identifies a rule in an account and region: its name, or `BUS/RULE` if it is not on the default event bus. The ARN
 * of a rule ends in the same way.
 */
export function nameOfRule({ bus, ruleName }: Pick<SettingsOf<'eventbridge'>, 'bus' | 'ruleName'>): string {
  const name = busOf({ bus });
  return name === undefined ? ruleName : `${name}/${ruleName}`;
}
