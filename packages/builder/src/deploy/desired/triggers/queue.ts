import { arnOf } from '../../../aws/arn.ts';
import type { QueueSettings } from '../../../config/configuration.ts';
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { formerStatementId, statementId } from '../../resource/ids.ts';
import { type Attachment, services } from './attachment.ts';
import { mapping } from './mapping.ts';

/** A queue and its dead-letter queue, unless they exist. */
export function queues(settings: QueueSettings, attachment: Attachment): DesiredResource[] {
  const { name, existing: isExisting, retention, visibilityTimeout, receiveCount, dlq } = settings;
  const { tags } = attachment;
  const redrive = { queue: queueArn(dlq.name, attachment), receiveCount };
  const queue = desiredResource('queue', name, { retention, visibilityTimeout, redrive, tags }, { isExisting });
  // Where the messages of an existing queue go is not ours to decide.
  if (isExisting) return [queue];
  const settingsOfDlq = { retention: dlq.retention, visibilityTimeout: undefined, redrive: null, tags };
  return [desiredResource('queue', dlq.name, settingsOfDlq, { isExisting: dlq.existing }), queue];
}

/** The ARN of a queue in the account and region of the function. */
export function queueArn(name: string, { target }: Attachment): string {
  return arnOf(target.aws, 'sqs', name);
}

/** The mapping with which Lambda reads a queue for the function. */
export function queueMapping(
  { queue, enabled }: { readonly queue: QueueSettings; readonly enabled: boolean },
  attachment: Attachment,
  filter: readonly string[] = [],
): DesiredResource {
  return mapping(queueArn(queue.name, attachment), queue, attachment, enabled, {
    maximumConcurrency: queue.maximumConcurrency ?? null,
    filters: filter.map(canonicalText),
  });
}

/** The statement in a queue's policy that lets a bucket, a topic or a rule send messages to it. */
export function queuePolicyStatement(
  { target }: Attachment,
  queue: Pick<QueueSettings, 'name'>,
  purpose: 's3' | 'sns' | 'events',
  source: string,
): DesiredResource {
  const name = `${queue.name}/${statementId(target.identity, purpose, source)}`;
  const formerName = `${queue.name}/${formerStatementId(target.identity.project, purpose, source)}`;
  return desiredResource('queue policy', name, { service: services[purpose], source, edited: null }, { formerName });
}
