import { LambdaClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { digest } from '../../../aws/shorten.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { functionArn, readFunctionTags } from '../function/function-tags.ts';

// In a region without tags for mappings, a tag of the function records each mapping that we created.

const MARK_PREFIX = 'alr:mapping:';

/** Marks the mapping of a source as ours, before it is created: only the response shows whether it can have tags. */
export async function writeMappingMark(target: DeploymentTarget, source: string): Promise<void> {
  if (await hasMark(target, source)) return;
  const Tags = { [markTag(source)]: source.slice(0, 256) };
  await target.aws.client(LambdaClient).send(new TagResourceCommand({ Resource: functionArn(target), Tags }));
}

/** Removes the mark if there is one. */
export async function removeMappingMark(target: DeploymentTarget, source: string): Promise<void> {
  if (!(await hasMark(target, source))) return;
  const untag = new UntagResourceCommand({ Resource: functionArn(target), TagKeys: [markTag(source)] });
  await undefinedIfNotFound(target.aws.client(LambdaClient).send(untag));
}

/** The sources of the mappings that the tags of a function record. */
export function markedSources(tags: Tags): string[] {
  return Object.entries(tags).flatMap(([tag, source]) => (tag.startsWith(MARK_PREFIX) ? [source] : []));
}

async function hasMark(target: DeploymentTarget, source: string): Promise<boolean> {
  return Object.hasOwn((await readFunctionTags(target)) ?? {}, markTag(source));
}

function markTag(source: string): string {
  return `${MARK_PREFIX}${digest(source)}`;
}
