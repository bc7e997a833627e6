import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { nameOf, parseArn } from '../../../aws/arn.ts';
import { inTurn } from '../../../aws/in-turn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { overlap } from '../../../config/triggers/bucket-events.ts';
import { mayBeOurs, type Owner, ownerOf } from '../../resource/identity.ts';
import { entryId, formerEntryId, qualifierOf } from '../../resource/ids.ts';
import {
  findNotification,
  type NotificationSettings,
  notificationEntries,
  removeNotification,
  upsertNotification,
} from '../../resource/notifications.ts';
import type { ActualResource, Attributes, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { readFunctionOwner } from '../function/function-tags.ts';
import { readsQueue } from '../queue/find-mapping.ts';
import { readQueueTags } from '../queue/queue.ts';

/**
 * A notification of ours of a bucket, which may have notifications of others. The resource's name is that of the bucket,
 * or `BUCKET/QUALIFIER`.
 */
export const notification: Kind<NotificationSettings> = {
  async read(target, name): Promise<ActualResource<NotificationSettings> | undefined> {
    const { bucket, id, isPlain } = partsOf(target, name);
    const configuration = await readConfiguration(target, bucket);
    if (configuration === undefined) return undefined;
    const settings = findNotification(configuration, id);
    if (settings !== undefined) return { owner: target.identity, settings, attributes: { id } };
    return isPlain ? readFormer(target, configuration) : undefined;
  },

  async create(target, name, settings) {
    const { bucket, id } = partsOf(target, name);
    return put(target, bucket, settings, id);
  },

  async update(target, name, settings, { actual }) {
    const { bucket, id } = partsOf(target, name);
    return put(target, bucket, settings, actual.attributes.id ?? id);
  },

  async remove(target, name, { attributes }) {
    const { bucket, id: plain } = partsOf(target, name);
    const id = attributes.id ?? plain;
    // Nothing is added, and S3 would reject the removal if the destination of any other notification is gone.
    const options = { SkipDestinationValidation: true };
    await change(target, bucket, (current) => current && removeNotification(current, id), options);
  },
};

function partsOf({ identity }: DeploymentTarget, name: string): { bucket: string; id: string; isPlain: boolean } {
  const [bucket = '', qualifier] = name.split('/');
  return { bucket, id: entryId(identity, qualifier), isPlain: qualifier === undefined };
}

/** The names of all of our notifications of a bucket. */
export async function notificationsOf(target: DeploymentTarget, bucket: string): Promise<string[]> {
  const configuration = await readConfiguration(target, bucket);
  return notificationEntries(configuration ?? {}).flatMap(({ id }) => {
    const qualifier = qualifierOf(id, target.identity);
    return qualifier === undefined ? [] : [[bucket, qualifier].filter(Boolean).join('/')];
  });
}

/** Finds our notification by the id that version 1.0 gave it, if it is for a function or a queue that may be ours. */
async function readFormer(
  target: DeploymentTarget,
  configuration: NotificationConfiguration,
): Promise<ActualResource<NotificationSettings> | undefined> {
  const id = formerEntryId(target.identity.project);
  const settings = findNotification(configuration, id);
  if (settings === undefined) return undefined;
  const owner = await readDestinationOwner(target, settings.destination);
  return mayBeOurs({ owner }, target) ? { owner, settings, attributes: { id } } : undefined;
}

async function readDestinationOwner(target: DeploymentTarget, destination: string): Promise<Owner | undefined> {
  if (parseArn(destination)?.service !== 'sqs') return readFunctionOwner(target, destination);
  const owner = ownerOf(await readQueueTags(target.aws, nameOf(destination)));
  // A queue of others has no owner. Then the function that reads it shows whose notification it is.
  return owner === undefined && (await readsQueue(target, destination)) ? readFunctionOwner(target) : owner;
}

async function put(
  target: DeploymentTarget,
  bucket: string,
  settings: NotificationSettings,
  id: string,
): Promise<Attributes> {
  const service = parseArn(settings.destination)?.service;
  await change(target, bucket, (current = {}) =>
    upsertNotification(withoutReplaced(current, target, settings), id, settings, service),
  );
  return { id };
}

/**
 * Removes the other notifications of the function for the same objects, because S3 rejects two of them. A later step
 * would remove them or give them other objects.
 */
function withoutReplaced(
  current: NotificationConfiguration,
  { identity }: DeploymentTarget,
  settings: NotificationSettings,
): NotificationConfiguration {
  return notificationEntries(current)
    .filter((each) => qualifierOf(each.id, identity) !== undefined && overlap(each, settings))
    .reduce((rest, each) => removeNotification(rest, each.id), current);
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
  options: { readonly SkipDestinationValidation?: boolean } = {},
): Promise<void> {
  const { aws } = target;
  const replace = async () => {
    const NotificationConfiguration = decide(await readConfiguration(target, Bucket));
    if (NotificationConfiguration === undefined) return;
    const put = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, ...options });
    await aws.client(S3Client).send(put);
  };
  await inTurn(aws, Bucket, () => changeShared(aws, replace));
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
