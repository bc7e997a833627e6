import { boolean, list, text } from '../keys/key.ts';
import type { Values } from '../keys/section.ts';
import { enabledKeys } from './enabled-key.ts';
import { checkAsynchronous, triggerFailureKeys } from './failure-keys.ts';
import { checkRecordFilter, findRecordFilterWarnings, recordFilterKeys } from './filter-keys.ts';
import { isFifo, queueKeys } from './queue-keys.ts';
import { checkQueue, claimsOfQueue, findQueueWarnings } from './queue-rules.ts';
import type { TriggerClaim, TriggerRules } from './trigger-rules.ts';

const bucketKeys = {
  bucket: text({
    format: 'bucket',
    env: 'BUCKET_NAME',
    required: true,
    description: 'The bucket whose events the function handles.',
  }),
  createBucket: boolean({
    env: 'CREATE_BUCKET',
    default: false,
    description: 'Create the bucket if it does not exist. teardown deletes it only if it is empty.',
  }),
  prefix: text({
    format: 'key prefix',
    env: 'KEY_PREFIX',
    description: 'Handle only objects whose keys start with this prefix.',
  }),
  suffix: text({
    format: 'key prefix',
    env: 'KEY_SUFFIX',
    description: 'Handle only objects whose keys end with this suffix, such as .jpg.',
  }),
  event: list({
    format: 's3 event',
    env: 'S3_EVENT',
    default: ['s3:ObjectCreated:*'],
    description: 'The S3 event to handle, or a list of them.',
  }),
} as const;

/** The keys of S3 through a queue. */
export const s3SqsKeys = { ...bucketKeys, queue: queueKeys, ...recordFilterKeys, ...enabledKeys } as const;

/** The keys of S3 without a queue. */
export const s3DirectKeys = { ...bucketKeys, ...triggerFailureKeys } as const;

/** A bucket and those of its events that are handled. */
export type BucketSettings = Values<typeof bucketKeys>;

/** Events of a bucket, through a queue. */
export const s3Sqs: TriggerRules<'s3-sqs'> = {
  profile: 's3-sqs',
  generatedName: 'trigger.queue.name',
  *errors({ queue, filter }, { lambda }) {
    yield* checkQueue(queue, lambda.timeout);
    yield* checkRecordFilter('sqs', filter);
    if (!isFifo(queue.name)) return;
    yield {
      keys: ['trigger.queue.name'],
      message: `trigger.queue.name is "${queue.name}": S3 does not notify FIFO queues, use a standard queue`,
    };
  },
  *warnings({ queue, filter }, { lambda }) {
    yield* findQueueWarnings(queue, lambda);
    yield* findRecordFilterWarnings('sqs', filter);
  },
  claims: (trigger) => [...claimsOfQueue(trigger.queue), ...claimsOfBucket(trigger)],
};

/** Events of a bucket, which invoke the function. */
export const s3Direct: TriggerRules<'s3-direct'> = {
  profile: 's3-read',
  errors: checkAsynchronous,
  claims: claimsOfBucket,
};

function claimsOfBucket({ bucket, createBucket }: BucketSettings): TriggerClaim[] {
  const advice = 'set create_bucket for one of them only';
  return createBucket ? [{ what: 'bucket', name: bucket, key: 'trigger.bucket', advice }] : [];
}
