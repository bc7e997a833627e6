import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parseArn } from '../../../aws/arn.ts';
import type { ServiceError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { retryUntilConsistent } from '../../../aws/retry-until-consistent.ts';
import {
  findNotification,
  type NotificationSettings,
  removeNotification,
  upsertNotification,
} from '../../resource/notifications.ts';
import { entryId } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** Our notification of a bucket, which may have notifications of others. The resource's name is that of the bucket. */
export const notification: Kind<NotificationSettings> = {
  async read(target, bucket): Promise<ActualResource<NotificationSettings> | undefined> {
    const configuration = await readConfiguration(target, bucket);
    const settings = configuration && findNotification(configuration, entryId(target.project));
    return settings && { owner: target.project, settings, attributes: {} };
  },

  async create(target, bucket, settings) {
    return put(target, bucket, settings);
  },

  async update(target, bucket, settings) {
    return put(target, bucket, settings);
  },

  async remove(target, bucket) {
    const current = await readConfiguration(target, bucket);
    if (current !== undefined) await write(target, bucket, removeNotification(current, entryId(target.project)));
  },
};

async function put(
  target: DeploymentTarget,
  bucket: string,
  settings: NotificationSettings,
): Promise<Record<string, never>> {
  const current = (await readConfiguration(target, bucket)) ?? {};
  const service = parseArn(settings.destination)?.service;
  await write(target, bucket, upsertNotification(current, entryId(target.project), settings, service));
  return {};
}

/** Reads all notifications of a bucket. This precedes each change, because others change them too. */
async function readConfiguration(
  { aws }: DeploymentTarget,
  Bucket: string,
): Promise<NotificationConfiguration | undefined> {
  const get = new GetBucketNotificationConfigurationCommand({ Bucket });
  const response = await undefinedIfNotFound(aws.client(S3Client).send(get));
  if (response === undefined) return undefined;
  const { $metadata, ...configuration } = response;
  return configuration;
}

async function write(
  { aws }: DeploymentTarget,
  Bucket: string,
  configuration: NotificationConfiguration,
): Promise<void> {
  const put = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration });
  await retryUntilConsistent(() => aws.client(S3Client).send(put), isPolicyNotYetVisible, aws.pause);
}

/** S3 checks that it may send to the destination, and may not see a policy that was written a moment ago. */
function isPolicyNotYetVisible({ name, message }: ServiceError): boolean {
  return name === 'InvalidArgument' && /unable to validate/i.test(message);
}
