import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { entryId } from '../../resource/ids.ts';
import {
  findNotification,
  type NotificationSettings,
  removeNotification,
  upsertNotification,
} from '../../resource/notifications.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** Our notification of a bucket, which may have notifications of others. The resource's name is that of the bucket. */
export const notification: Kind<NotificationSettings> = {
  async read(target, bucket): Promise<ActualResource<NotificationSettings> | undefined> {
    const configuration = await readConfiguration(target, bucket);
    const settings = configuration && findNotification(configuration, entryId(target.identity));
    return settings && { owner: target.identity, settings, attributes: {} };
  },

  async create(target, bucket, settings) {
    return put(target, bucket, settings);
  },

  async update(target, bucket, settings) {
    return put(target, bucket, settings);
  },

  async remove(target, bucket) {
    const current = await readConfiguration(target, bucket);
    if (current !== undefined) await write(target, bucket, removeNotification(current, entryId(target.identity)));
  },
};

async function put(
  target: DeploymentTarget,
  bucket: string,
  settings: NotificationSettings,
): Promise<Record<string, never>> {
  const current = (await readConfiguration(target, bucket)) ?? {};
  const service = parseArn(settings.destination)?.service;
  await write(target, bucket, upsertNotification(current, entryId(target.identity), settings, service));
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
  await aws.client(S3Client).send(put);
}
