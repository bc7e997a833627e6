import { nameOfRule } from '../../../config/triggers/eventbridge.ts';
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import { ruleArn } from '../../kinds/events/rule.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';
import { DEFAULT_SCHEDULE, deadLetters, retryPolicy } from './delivery.ts';
import { queuePolicyStatement } from './queue.ts';

/** A rule: a schedule, or a pattern of events. */
export function eventbridge(trigger: TriggerOf<'eventbridge'>, attachment: Attachment): DesiredResource[] {
  const { pattern, schedule, enabled, ruleState, input, retries, maxAge } = trigger;
  const rule = nameOfRule(trigger);
  const arn = ruleArn(attachment.target, rule);
  const failed = deadLetters(trigger, attachment);
  return [
    ...(failed === undefined ? [] : [...failed.existing, queuePolicyStatement(attachment, failed, 'events', arn)]),
    invokePermission(attachment, 'events', rule, arn),
    desiredResource('rule', rule, {
      schedule: schedule ?? (pattern === undefined ? DEFAULT_SCHEDULE : null),
      state: enabled ? ruleState : 'DISABLED',
      pattern: pattern === undefined ? null : canonicalText(pattern),
      tags: attachment.tags,
    }),
    desiredResource('rule target', rule, {
      function: attachment.invoked,
      input: input === undefined ? null : { Input: input },
      retryPolicy: retries === undefined && maxAge === undefined ? null : retryPolicy(trigger),
      deadLetterQueue: failed?.arn ?? null,
    }),
  ];
}
