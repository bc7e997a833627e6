import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ContentsError, countMessages, describeContents, type MessageCounts } from '../../resource/contents.ts';
import { isOfStage, ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { likelyQueueUrl } from './queue-url.ts';

/** The settings of a queue. Times are in seconds. */
export interface SqsQueueSettings {
  readonly retention: number;
  /** Undefined: keeps the current value. */
  readonly visibilityTimeout: number | undefined;
  /** Where a message is moved after it was received too often; null: nowhere. */
  readonly redrive: { readonly queue: string; readonly receiveCount: number } | null;
  readonly tags: Tags;
}

/** An SQS queue. */
export const queue: Kind<SqsQueueSettings> = {
  retain: true,

  async read({ aws }, name, desired): Promise<ActualResource<SqsQueueSettings> | undefined> {
    const QueueUrl = await likelyQueueUrl(aws, name);
    const Attributes = QueueUrl === undefined ? undefined : await undefinedIfNotFound(attributesAt(aws, QueueUrl));
    if (Attributes === undefined) return undefined;
    const tags = confirmedTags(aws, arnOf(aws, 'sqs', name), desired) ?? (await tagsAt(aws, QueueUrl));
    if (tags === undefined) return undefined;
    const contents = { messages: messageCounts(Attributes) };
    const holds = describeContents(contents);
    const owner = ownerOf(tags);
    return {
      owner,
      ...(isOfStage(owner) && { isShared: true }),
      settings: {
        retention: Number(Attributes.MessageRetentionPeriod),
        visibilityTimeout: Number(Attributes.VisibilityTimeout),
        redrive: redriveOf(Attributes.RedrivePolicy),
        tags,
      },
      attributes: { url: QueueUrl ?? '', policy: Attributes.Policy ?? '' },
      contents,
      ...(holds === undefined ? {} : { holds }),
    };
  },

  async create({ aws }, name, settings) {
    const create = new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        ...attributesOf(settings),
        ...(name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}),
      },
      tags: settings.tags,
    });
    const { QueueUrl = '' } = await aws.client(SQSClient).send(create);
    return { url: QueueUrl };
  },

  async update({ aws }, _name, settings, { actual, changed }) {
    const QueueUrl = actual.attributes.url;
    const sqs = aws.client(SQSClient);
    const Attributes = attributesOf(settings, changed);
    if (Object.keys(Attributes).length > 0) {
      await changeShared(aws, async () => {
        const policy = await policyAt(aws, QueueUrl);
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
        // Emulators of AWS drop the queue's policy unless it is sent again.
        if (policy && !(await policyAt(aws, QueueUrl))) await putPolicy(aws, QueueUrl, policy);
      });
    }
    if (changed.has('tags')) {
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (Tags) => sqs.send(new TagQueueCommand({ QueueUrl, Tags })),
        untag: (TagKeys) => sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
      });
    }
    return actual.attributes;
  },

  async remove({ aws }, name, { attributes }, { deleteMessages = [] } = {}) {
    const QueueUrl = attributes.url;
    const sqs = aws.client(SQSClient);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const messages = messageCounts(Attributes);
    if (countMessages(messages) > 0 && !deleteMessages.includes(name)) {
      throw new ContentsError(
        `it has ${describeContents({ messages })}: let the function handle them, or delete them with the queue by ` +
          `adding --delete-messages ${name}`,
      );
    }
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  },
};

function messageCounts(attributes: Readonly<Record<string, string>> = {}): MessageCounts {
  return {
    visible: Number(attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

/** Reads the policy of the queue with this URL; undefined if it has none. */
export async function policyAt(aws: Aws, QueueUrl: string | undefined): Promise<string | undefined> {
  return (await attributesAt(aws, QueueUrl)).Policy;
}

/** Reads all attributes, whichever are needed: a plan makes each read once. */
async function attributesAt(aws: Aws, QueueUrl: string | undefined): Promise<Readonly<Record<string, string>>> {
  const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  return (await aws.client(SQSClient).send(get)).Attributes ?? {};
}

/** Reads the tags of the queue with this URL; undefined if there is no such queue. */
async function tagsAt(aws: Aws, QueueUrl: string | undefined): Promise<Tags | undefined> {
  const response = await undefinedIfNotFound(aws.client(SQSClient).send(new ListQueueTagsCommand({ QueueUrl })));
  return response && (response.Tags ?? {});
}

/**
 * Replaces the policy of a queue.
 *
 * @param Policy an empty string removes the policy
 */
export async function putPolicy(aws: Aws, QueueUrl: string | undefined, Policy: string): Promise<void> {
  await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

/** The attributes for some settings; by default, for all. An attribute that is not sent keeps its value. */
function attributesOf(
  { retention, visibilityTimeout, redrive }: SqsQueueSettings,
  changed?: ReadonlySet<string>,
): Record<string, string> {
  const isSent = (setting: keyof SqsQueueSettings) => changed?.has(setting) ?? true;
  // An empty value removes the redrive policy of an existing queue.
  const redriveText = redrive === null ? changed && '' : redrivePolicy(redrive);
  return {
    ...(isSent('retention') ? { MessageRetentionPeriod: String(retention) } : {}),
    ...(visibilityTimeout !== undefined && isSent('visibilityTimeout')
      ? { VisibilityTimeout: String(visibilityTimeout) }
      : {}),
    ...(redriveText !== undefined && isSent('redrive') ? { RedrivePolicy: redriveText } : {}),
  };
}

function redrivePolicy({ queue, receiveCount }: NonNullable<SqsQueueSettings['redrive']>): string {
  return JSON.stringify({ deadLetterTargetArn: queue, maxReceiveCount: receiveCount });
}

function redriveOf(policy: string | undefined): SqsQueueSettings['redrive'] {
  if (!policy) return null;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy);
  return { queue: String(deadLetterTargetArn), receiveCount: Number(maxReceiveCount) };
}

/** Reads the tags of a queue; undefined if there is no such queue. */
export async function readQueueTags(aws: Aws, name: string): Promise<Tags | undefined> {
  const QueueUrl = await likelyQueueUrl(aws, name);
  return QueueUrl === undefined ? undefined : tagsAt(aws, QueueUrl);
}
