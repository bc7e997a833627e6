import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { unlessAbsent } from '../../../aws/absence.ts';
import { parseArn } from '../../../aws/arn.ts';
import type { ServiceError } from '../../../aws/aws-error.ts';
import { whileTooEarly } from '../../../aws/patience.ts';
import {
  type NotificationSettings,
  ourNotification,
  withNotification,
  withoutNotification,
} from '../../resource/notifications.ts';
import { entryId } from '../../resource/ownership.ts';
import type { Found, Kind, Site } from '../../resource/resource.ts';

/** The notification of a bucket that is ours, among those of others; its name is the bucket's. */
export const notification: Kind<NotificationSettings> = {
  async read(site, bucket): Promise<Found<NotificationSettings> | undefined> {
    const configuration = await readConfiguration(site, bucket);
    const settings = configuration && ourNotification(configuration, entryId(site.project));
    return settings && { owner: site.project, settings, attributes: {} };
  },

  async create(site, bucket, settings) {
    return put(site, bucket, settings);
  },

  async update(site, bucket, settings) {
    return put(site, bucket, settings);
  },

  async remove(site, bucket) {
    const current = await readConfiguration(site, bucket);
    if (current !== undefined) await write(site, bucket, withoutNotification(current, entryId(site.project)));
  },
};

async function put(site: Site, bucket: string, settings: NotificationSettings): Promise<Record<string, never>> {
  const current = (await readConfiguration(site, bucket)) ?? {};
  const service = parseArn(settings.destination)?.service;
  await write(site, bucket, withNotification(current, entryId(site.project), settings, service));
  return {};
}

/** All notifications of a bucket, read anew for each change, since others write them too. */
async function readConfiguration({ aws }: Site, Bucket: string): Promise<NotificationConfiguration | undefined> {
  const ask = new GetBucketNotificationConfigurationCommand({ Bucket });
  const answer = await unlessAbsent(aws.client(S3Client).send(ask));
  if (answer === undefined) return undefined;
  const { $metadata, ...configuration } = answer;
  return configuration;
}

async function write({ aws }: Site, Bucket: string, configuration: NotificationConfiguration): Promise<void> {
  const put = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration });
  await whileTooEarly(() => aws.client(S3Client).send(put), isPolicyUnknownYet, aws.pause);
}

/** S3 tries whether it may send, and the policy that lets it was written a moment ago. */
function isPolicyUnknownYet({ name, message }: ServiceError): boolean {
  return name === 'InvalidArgument' && /unable to validate/i.test(message);
}
