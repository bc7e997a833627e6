import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { scheduleGroupArn } from '../../kinds/scheduler/schedule-group.ts';
import { inlinePolicyName, scheduleGroupName, schedulerRoleName } from '../../resource/ids.ts';
import { idOf, referenceTo } from '../../resource/resource.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { DEFAULT_SCHEDULE, deadLetters, retryPolicy } from './delivery.ts';

/** The start of the names of the inline policies on the role of EventBridge Scheduler. */
const POLICY = 'scheduler';

/** A schedule of EventBridge Scheduler, which invokes the function with a separate role. */
export function scheduler(trigger: TriggerOf<'scheduler'>, attachment: Attachment): DesiredResource[] {
  const { schedule, at, enabled, timezone, window, scheduleName, input } = trigger;
  const { target, tags, invoked } = attachment;
  const { aws, identity } = target;
  const role = schedulerRoleName(identity, aws.region);
  const failed = deadLetters(trigger, attachment);
  const statements = [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [invoked, `${invoked}:*`] },
    ...(failed === undefined ? [] : [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: failed.arn }]),
  ];
  return [
    desiredResource('role', role, {
      trust: trustOfScheduler(attachment),
      region: aws.region,
      ...attachment.roleLimits,
      tags,
    }),
    // Policies that others attach are shown.
    desiredResource('managed policies', role, { policies: [] }),
    desiredResource('inline policy', `${role}/${inlinePolicyName(identity, policyFor(scheduleName))}`, {
      document: { Version: '2012-10-17', Statement: statements },
    }),
    ...(failed?.existing ?? []),
    desiredResource('schedule group', scheduleGroupName(identity), { tags }),
    desiredResource('schedule', scheduleName, {
      expression: at === undefined ? (schedule ?? DEFAULT_SCHEDULE) : `at(${at})`,
      timeZone: timezone,
      window,
      state: enabled ? 'ENABLED' : 'DISABLED',
      function: invoked,
      role: referenceTo(idOf({ kind: 'role', name: role }), 'arn'),
      input: input ?? null,
      retryPolicy: retryPolicy(trigger),
      deadLetterQueue: failed?.arn ?? null,
    }),
  ];
}

/** Each schedule of the function has its own policy on the role that they share. */
function policyFor(schedule: string): string {
  return `${POLICY}-${schedule}`;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
function trustOfScheduler({ target }: Attachment): object {
  const Condition = {
    StringEquals: { 'aws:SourceAccount': target.aws.account, 'aws:SourceArn': scheduleGroupArn(target) },
  };
  const Principal = { Service: 'scheduler.amazonaws.com' };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
  };
}
