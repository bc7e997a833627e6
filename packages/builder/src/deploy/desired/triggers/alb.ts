import { pathsOf } from '../../../config/triggers/alb.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { TRIGGER_TAG } from '../../resource/identity.ts';
import { formerTargetGroupName, targetGroupName } from '../../resource/ids.ts';
import { idOf, referenceTo } from '../../resource/resource.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';

/** Requests to a load balancer. */
export function alb(trigger: TriggerOf<'alb'>, attachment: Attachment): DesiredResource[] {
  const { identity } = attachment.target;
  const { qualifier, listenerArn } = trigger;
  const group = targetGroupName(identity, qualifier);
  // Version 1.0 knew one trigger only.
  const formerName = qualifier === '' ? formerTargetGroupName(identity.project) : undefined;
  const groupArn = referenceTo(idOf({ kind: 'target group', name: group }), 'arn');
  return [
    desiredResource('target group', group, { tags: attachment.tags }, formerName === undefined ? {} : { formerName }),
    invokePermission(attachment, 'alb', group, groupArn, formerName),
    desiredResource('target', group, { function: attachment.invoked }),
    desiredResource('listener rule', [listenerArn, qualifier].filter(Boolean).join('#'), {
      path: pathsOf(trigger),
      host: trigger.host,
      priority: trigger.priority,
      targetGroup: groupArn,
      otherConditions: null,
      otherActions: null,
      tags: qualifier === '' ? attachment.tags : { ...attachment.tags, [TRIGGER_TAG]: qualifier },
    }),
  ];
}
