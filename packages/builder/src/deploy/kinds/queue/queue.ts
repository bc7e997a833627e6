import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';

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
  async read({ aws }, name): Promise<ActualResource<SqsQueueSettings> | undefined> {
    const QueueUrl = await queueUrl(aws, name);
    if (QueueUrl === undefined) return undefined;
    const sqs = aws.client(SQSClient);
    const [{ Attributes = {} }, { Tags: tags = {} }] = await Promise.all([
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      sqs.send(new ListQueueTagsCommand({ QueueUrl })),
    ]);
    const messages = Number(Attributes.ApproximateNumberOfMessages ?? 0);
    return {
      owner: ownerOf(tags),
      settings: {
        retention: Number(Attributes.MessageRetentionPeriod),
        visibilityTimeout: Number(Attributes.VisibilityTimeout),
        redrive: redriveOf(Attributes.RedrivePolicy),
        tags,
      },
      attributes: { url: QueueUrl, policy: Attributes.Policy ?? '' },
      ...(messages > 0 ? { holds: `${messages} message${messages === 1 ? '' : 's'}` } : {}),
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
    const Attributes = {
      // An empty value removes the policy.
      ...(settings.redrive === null && changed.has('redrive') ? { RedrivePolicy: '' } : {}),
      ...attributesOf(settings),
      // Emulators of AWS drop the queue's policy unless it is sent again.
      ...(actual.attributes.policy ? { Policy: actual.attributes.policy } : {}),
    };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    if (changed.has('tags')) {
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (Tags) => sqs.send(new TagQueueCommand({ QueueUrl, Tags })),
        untag: (TagKeys) => sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
      });
    }
    return actual.attributes;
  },

  async remove({ aws }, _name, { attributes }) {
    await aws.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl: attributes.url }));
  },
};

/** The URL that identifies a queue in calls of SQS; undefined if there is no such queue. */
export async function queueUrl(aws: Aws, name: string): Promise<string | undefined> {
  return (await undefinedIfNotFound(aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: name }))))?.QueueUrl;
}

function attributesOf({ retention, visibilityTimeout, redrive }: SqsQueueSettings): Record<string, string> {
  return {
    MessageRetentionPeriod: String(retention),
    ...(visibilityTimeout === undefined ? {} : { VisibilityTimeout: String(visibilityTimeout) }),
    ...(redrive === null ? {} : { RedrivePolicy: redrivePolicy(redrive) }),
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
