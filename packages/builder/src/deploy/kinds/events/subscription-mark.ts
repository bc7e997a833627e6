import { LambdaClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import { SQSClient, TagQueueCommand, UntagQueueCommand } from '@aws-sdk/client-sqs';
import { nameOf, parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { digest } from '../../../aws/shorten.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { functionArn, readFunctionTags } from '../function/function-tags.ts';
import { readQueueTags } from '../queue/queue.ts';
import { queueUrl } from '../queue/queue-url.ts';

// The mark is a tag of the endpoint, a function or a queue. If the queue is not ours, it is a tag of the function.

/** Whether something that belongs to us has the mark of this subscription. */
export async function hasMark(target: DeploymentTarget, name: string, endpoint: string): Promise<boolean> {
  const carriers = await Promise.all([readTags(target, endpoint), readFunctionTags(target)]);
  return carriers.some((tags) => isMarked(target, name, tags));
}

/** The same according to the index of all tags, which lags behind: a mark that is missing there may exist. */
export function hasIndexedMark(target: DeploymentTarget, name: string, endpoint: string): boolean {
  return isMarked(target, name, target.aws.indexedTags?.get(endpoint));
}

function isMarked(target: DeploymentTarget, name: string, tags: Tags | undefined): boolean {
  return tags !== undefined && Object.hasOwn(tags, markTag(name)) && isOurs({ owner: ownerOf(tags) }, target);
}

/** Marks a subscription as ours, before it is created: no interruption leaves one of ours without its mark. */
export async function writeMark(target: DeploymentTarget, name: string, endpoint: string): Promise<void> {
  if (await hasMark(target, name, endpoint)) return;
  const Tags = { [markTag(name)]: 'ours' };
  const tags = await readTags(target, endpoint);
  if (parseArn(endpoint)?.service === 'sqs' && isOurs({ owner: ownerOf(tags) }, target)) {
    const QueueUrl = await queueUrl(target.aws, nameOf(endpoint));
    await target.aws.client(SQSClient).send(new TagQueueCommand({ QueueUrl, Tags }));
  } else {
    await target.aws.client(LambdaClient).send(new TagResourceCommand({ Resource: functionArn(target), Tags }));
  }
}

/** Removes the mark, wherever it is. */
export async function removeMark(target: DeploymentTarget, name: string, endpoint: string): Promise<void> {
  const TagKeys = [markTag(name)];
  const hasTag = (tags: Tags | undefined) => tags !== undefined && Object.hasOwn(tags, markTag(name));
  if (parseArn(endpoint)?.service === 'sqs' && hasTag(await readTags(target, endpoint))) {
    const QueueUrl = await queueUrl(target.aws, nameOf(endpoint));
    await undefinedIfNotFound(target.aws.client(SQSClient).send(new UntagQueueCommand({ QueueUrl, TagKeys })));
  }
  if (hasTag(await readFunctionTags(target))) {
    const untag = new UntagResourceCommand({ Resource: functionArn(target), TagKeys });
    await undefinedIfNotFound(target.aws.client(LambdaClient).send(untag));
  }
}

function markTag(name: string): string {
  return `alr:subscription:${digest(name)}`;
}

async function readTags(target: DeploymentTarget, endpoint: string): Promise<Tags | undefined> {
  return parseArn(endpoint)?.service === 'sqs'
    ? readQueueTags(target.aws, nameOf(endpoint))
    : readFunctionTags(target, endpoint);
}
