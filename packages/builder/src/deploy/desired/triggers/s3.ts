import { bucketArn } from '../../../aws/arn.ts';
import type { BucketSettings, Trigger } from '../../../config/configuration.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';
import { queueArn, queueMapping, queuePolicyStatement, queues } from './queue.ts';

/** Events of a bucket, through a queue. */
export function s3Sqs(trigger: TriggerOf<'s3-sqs'>, attachment: Attachment): DesiredResource[] {
  const bucket = bucketArn(attachment.target.aws, trigger.bucket);
  return [
    ...queues(trigger.queue, attachment),
    queuePolicyStatement(attachment, trigger.queue, 's3', bucket),
    ...bucketToCreate(trigger, attachment),
    queueMapping(trigger, attachment, trigger.filter),
    notification(trigger, queueArn(trigger.queue.name, attachment)),
  ];
}

/** Events of a bucket, which invoke the function. */
export function s3Direct(trigger: TriggerOf<'s3-direct'>, attachment: Attachment): DesiredResource[] {
  const bucket = bucketArn(attachment.target.aws, trigger.bucket);
  return [
    ...bucketToCreate(trigger, attachment),
    invokePermission(attachment, 's3', bucket, bucket),
    notification(trigger, attachment.invoked),
  ];
}

type BucketTrigger = BucketSettings & Pick<Trigger, 'qualifier'>;

function bucketToCreate({ bucket, createBucket }: BucketSettings, attachment: Attachment): DesiredResource[] {
  return createBucket ? [desiredResource('bucket', bucket, { tags: attachment.tags })] : [];
}

function notification(
  { bucket, event, prefix, suffix, qualifier }: BucketTrigger,
  destination: string,
): DesiredResource {
  return desiredResource('notification', [bucket, qualifier].filter(Boolean).join('/'), {
    destination,
    events: [...event].sort(),
    prefix: prefix ?? null,
    suffix: suffix ?? null,
  });
}
