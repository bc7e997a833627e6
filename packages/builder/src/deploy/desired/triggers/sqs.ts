import type { DesiredResource } from '../../kinds/kinds.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { queueMapping, queues } from './queue.ts';

/** Messages of a queue. */
export function sqs({ queue, filter }: TriggerOf<'sqs'>, attachment: Attachment): DesiredResource[] {
  return [...queues(queue, attachment), queueMapping(queue, attachment, filter)];
}
