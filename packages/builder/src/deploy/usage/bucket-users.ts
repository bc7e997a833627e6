import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { entryId, formerEntryId } from '../resource/ids.ts';
import { notificationEntries } from '../resource/notifications.ts';
import type { FindUsers } from './user.ts';

/** The notifications of a bucket that are not ours. */
export const bucketUsers: FindUsers = async ({ aws, identity }, { name: Bucket }) => {
  const ours = [entryId(identity), formerEntryId(identity.project)];
  const get = new GetBucketNotificationConfigurationCommand({ Bucket });
  return notificationEntries(await aws.client(S3Client).send(get))
    .filter(({ id }) => !ours.includes(id))
    .map(({ id, destination }) => ({ description: `the notification ${id}, to ${destination}` }));
};
