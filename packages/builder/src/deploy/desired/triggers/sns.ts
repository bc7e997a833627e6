import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import type { SubscriptionSettings } from '../../kinds/events/subscription.ts';
import { topicArn } from '../../kinds/events/topic.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';
import { queueArn, queueMapping, queuePolicyStatement, queues } from './queue.ts';

/** Notifications of a topic, which invoke the function. */
export function sns(trigger: TriggerOf<'sns'>, attachment: Attachment): DesiredResource[] {
  const topic = topicArn(attachment.target, trigger.topicName);
  return [
    topicResource(trigger, attachment),
    invokePermission(attachment, 'sns', topic, topic),
    desiredResource('subscription', `${topic} ${attachment.invoked}`, subscriptionSettings(trigger)),
  ];
}

/** Notifications of a topic, through a queue. */
export function snsSqs(trigger: TriggerOf<'sns-sqs'>, attachment: Attachment): DesiredResource[] {
  const topic = topicArn(attachment.target, trigger.topicName);
  return [
    ...queues(trigger.queue, attachment),
    queuePolicyStatement(attachment, trigger.queue, 'sns', topic),
    topicResource(trigger, attachment),
    queueMapping(trigger, attachment),
    desiredResource(
      'subscription',
      `${topic} ${queueArn(trigger.queue.name, attachment)}`,
      subscriptionSettings(trigger),
    ),
  ];
}

function subscriptionSettings({ filter: [filter], filterScope }: TriggerOf<'sns' | 'sns-sqs'>): SubscriptionSettings {
  return {
    filter: filter === undefined ? null : canonicalText(filter),
    filterScope: filter === undefined ? null : filterScope,
    mark: 'ours',
  };
}

function topicResource(
  { topicName, topicExisting }: { topicName: string; topicExisting: boolean },
  { tags }: Attachment,
): DesiredResource {
  return desiredResource('topic', topicName, { tags }, { isExisting: topicExisting });
}
