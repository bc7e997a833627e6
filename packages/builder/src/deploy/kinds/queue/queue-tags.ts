import { ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { Tags } from '../../resource/tags.ts';
import { queueUrl } from './queue.ts';

/** Reads the tags of a queue; undefined if there is no such queue. */
export async function readQueueTags(aws: Aws, name: string): Promise<Tags | undefined> {
  const QueueUrl = await queueUrl(aws, name);
  if (QueueUrl === undefined) return undefined;
  const response = await undefinedIfNotFound(aws.client(SQSClient).send(new ListQueueTagsCommand({ QueueUrl })));
  return response && (response.Tags ?? {});
}
