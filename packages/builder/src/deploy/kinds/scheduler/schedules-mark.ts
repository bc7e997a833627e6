import { LambdaClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { functionArn, readFunctionTags } from '../function/function-tags.ts';

// Nothing of a function leads to its schedules, so it has a tag.

const SCHEDULES_TAG = 'alr:schedules';

/** Whether the tags of a function say that it has schedules. */
export function hasSchedulesMark(tags: Tags | undefined): boolean {
  return Object.hasOwn(tags ?? {}, SCHEDULES_TAG);
}

/** Marks the function before it gets a schedule. */
export async function writeSchedulesMark(target: DeploymentTarget): Promise<void> {
  if (hasSchedulesMark(await readFunctionTags(target))) return;
  const tag = new TagResourceCommand({ Resource: functionArn(target), Tags: { [SCHEDULES_TAG]: 'ours' } });
  await target.aws.client(LambdaClient).send(tag);
}

/** Removes the mark if there is one. */
export async function removeSchedulesMark(target: DeploymentTarget): Promise<void> {
  if (!hasSchedulesMark(await readFunctionTags(target))) return;
  const untag = new UntagResourceCommand({ Resource: functionArn(target), TagKeys: [SCHEDULES_TAG] });
  await undefinedIfNotFound(target.aws.client(LambdaClient).send(untag));
}
