import { LambdaClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { digest } from '../../../aws/shorten.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { functionArn, readFunctionTags } from '../function/function-tags.ts';
import { readQueueTags } from './queue.ts';

// A queue of others has no tags that lead to our statement in its policy, so the function has one.

const PREFIX = 'alr:queue:';

/** The queues of others in whose policies the function's tags record a statement. */
export function markedQueues(tags: Tags): string[] {
  return Object.entries(tags).flatMap(([tag, queue]) => (tag.startsWith(PREFIX) ? [queue] : []));
}

/** Records a statement in the policy of a queue before it is added, unless the queue is ours. */
export async function writeQueueMark(target: DeploymentTarget, queue: string, statement: string): Promise<void> {
  if (await hasMark(target, queue, statement)) return;
  if (isOurs({ owner: ownerOf(await readQueueTags(target.aws, queue)) }, target)) return;
  const Tags = { [markTag(queue, statement)]: queue };
  await target.aws.client(LambdaClient).send(new TagResourceCommand({ Resource: functionArn(target), Tags }));
}

/** Removes the record of a statement that was removed. */
export async function removeQueueMark(target: DeploymentTarget, queue: string, statement: string): Promise<void> {
  if (!(await hasMark(target, queue, statement))) return;
  const TagKeys = [markTag(queue, statement)];
  const untag = new UntagResourceCommand({ Resource: functionArn(target), TagKeys });
  await undefinedIfNotFound(target.aws.client(LambdaClient).send(untag));
}

async function hasMark(target: DeploymentTarget, queue: string, statement: string): Promise<boolean> {
  return Object.hasOwn((await readFunctionTags(target)) ?? {}, markTag(queue, statement));
}

function markTag(queue: string, statement: string): string {
  return `${PREFIX}${digest(`${queue}/${statement}`)}`;
}
