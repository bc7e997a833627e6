import type { DesiredResource } from '../../kinds/kinds.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { queueMapping, queues } from './queue.ts';

/** Messages of a queue. */
export function sqs(trigger: TriggerOf<'sqs'>, attachment: Attachment): DesiredResource[] {
  return [...queues(trigger.queue, attachment), queueMapping(trigger, attachment, trigger.filter)];
}
