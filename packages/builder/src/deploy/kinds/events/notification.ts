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
    const id = entryId(target.identity);
    await change(target, bucket, (current) => current && removeNotification(current, id));
  },
};

async function put(
  target: DeploymentTarget,
  bucket: string,
  settings: NotificationSettings,
): Promise<Record<string, never>> {
  const service = parseArn(settings.destination)?.service;
  const id = entryId(target.identity);
  await change(target, bucket, (current = {}) => upsertNotification(current, id, settings, service));
  return {};
}

/**
 * Replaces the notifications of a bucket, which are read right before, because others change them too.
 *
 * @param decide returns undefined to change nothing
 */
async function change(
  target: DeploymentTarget,
  Bucket: string,
  decide: (current: NotificationConfiguration | undefined) => NotificationConfiguration | undefined,
): Promise<void> {
  await changeShared(target.aws, async () => {
    const NotificationConfiguration = decide(await readConfiguration(target, Bucket));
    if (NotificationConfiguration === undefined) return;
    const put = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration });
    await target.aws.client(S3Client).send(put);
  });
}

/** Reads all notifications of a bucket; undefined if there is no such bucket. */
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
