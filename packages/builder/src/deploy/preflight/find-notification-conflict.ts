import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { nameOf, parseArn } from '../../aws/arn.ts';
import { isDenied } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { isNotFound, undefinedIfNotFound } from '../../aws/not-found.ts';
import { type BucketEvents, overlap } from '../../config/triggers/bucket-events.ts';
import { queueUrl } from '../kinds/queue/queue-url.ts';
import type { Plan } from '../plan/plan.ts';
import { isEntryOf } from '../resource/ids.ts';
import { type NotificationEntry, type NotificationSettings, notificationEntries } from '../resource/notifications.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/**
 * Finds a notification of others because of which S3 would reject ours: S3 checks all notifications of a bucket together,
 * and allows no two for the same objects.
 *
 * @returns which one, and what to do about it; undefined if there is none
 */
export async function findNotificationConflict(
  { steps }: Plan,
  { aws, identity }: DeploymentTarget,
): Promise<string | undefined> {
  for (const step of steps) {
    if (step.kind !== 'notification' || (step.action !== 'create' && step.action !== 'update')) continue;
    if (step.desired.kind !== 'notification') continue;
    // A notification has no references.
    const settings = step.desired.settings as NotificationSettings;
    const [bucket = ''] = step.name.split('/');
    // One that does not exist yet has no notifications.
    if (steps.some(({ kind, name, action }) => kind === 'bucket' && name === bucket && action === 'create')) continue;
    const others = (await entriesOf(aws, bucket)).filter(({ id }) => !isEntryOf(id, identity));
    const conflict = findOverlap(bucket, settings, others) ?? (await findDeadDestination(aws, bucket, others));
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

async function entriesOf(aws: Aws, Bucket: string): Promise<NotificationEntry[]> {
  const get = new GetBucketNotificationConfigurationCommand({ Bucket });
  const response = await undefinedIfNotFound(aws.client(S3Client).send(get));
  return response === undefined ? [] : notificationEntries(response);
}

function findOverlap(
  bucket: string,
  settings: NotificationSettings,
  others: readonly NotificationEntry[],
): string | undefined {
  const other = others.find((each) => overlap(settings, each));
  if (other === undefined) return undefined;
  return (
    `the bucket ${bucket} has the notification ${other.id} for ${describe(other)}, which overlaps with ours for ` +
    `${describe(settings)}, and S3 rejects that: choose another trigger.prefix or trigger.event, or send the events to ` +
    'one SNS topic and subscribe both'
  );
}

function describe({ events, prefix, suffix }: BucketEvents): string {
  const prefixText = prefix == null ? '' : ` with the prefix ${prefix}`;
  const suffixText = suffix == null ? '' : ` with the suffix ${suffix}`;
  return `${events.join(', ')}${prefixText}${suffixText}`;
}

/** S3 checks that every destination exists, also those that do not change. */
async function findDeadDestination(
  aws: Aws,
  bucket: string,
  others: readonly NotificationEntry[],
): Promise<string | undefined> {
  for (const { id, destination } of others) {
    if (await exists(aws, destination)) continue;
    return (
      `the notification ${id} of the bucket ${bucket} goes to ${destination}, which does not exist, and S3 rejects every ` +
      'change of the notifications until it is gone: ask its owners to remove it'
    );
  }
  return undefined;
}

/** Whether a destination exists. What we may not read is taken to exist. */
async function exists(aws: Aws, arn: string): Promise<boolean> {
  const { service, account } = parseArn(arn) ?? {};
  if (account !== aws.account) return true;
  try {
    if (service === 'sqs') return (await queueUrl(aws, nameOf(arn))) !== undefined;
    if (service === 'sns') await aws.client(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: arn }));
    if (service === 'lambda') {
      await aws.client(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName: arn }));
    }
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    if (isDenied(error)) return true;
    throw error;
  }
}
