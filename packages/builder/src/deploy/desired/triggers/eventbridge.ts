import { ruleArn } from '../../kinds/events/rule.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';

/** A schedule. */
export function eventbridge(
  { ruleName, schedule, ruleState }: TriggerOf<'eventbridge'>,
  attachment: Attachment,
): DesiredResource[] {
  return [
    invokePermission(attachment, 'events', ruleName, ruleArn(attachment.target, ruleName)),
    desiredResource('rule', ruleName, { schedule, state: ruleState, pattern: null, tags: attachment.tags }),
    desiredResource('rule target', ruleName, {
      function: attachment.invoked,
      input: null,
      retryPolicy: null,
      deadLetterQueue: null,
    }),
  ];
}
