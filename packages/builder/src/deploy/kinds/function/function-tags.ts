import { LambdaClient, ListTagsCommand } from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { type Owner, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';

/** The ARN of the function, which its tags belong to. */
export function functionArn({ aws, functionName }: DeploymentTarget): string {
  return arnOf(aws, 'lambda', `function:${functionName}`);
}

/** Reads the tags of a function; undefined if there is no such function. */
export async function readFunctionTags(
  target: DeploymentTarget,
  arn: string = functionArn(target),
): Promise<Tags | undefined> {
  // Tags belong to the function, so the alias or version is cut off.
  const Resource = arn.split(':').slice(0, 7).join(':');
  const response = await undefinedIfNotFound(target.aws.client(LambdaClient).send(new ListTagsCommand({ Resource })));
  return response && (response.Tags ?? {});
}

/**
 * The owner of the function, and of those of its parts that have no tags and no id of the current version: the parts
 * that version 1.0 created.
 */
export async function readFunctionOwner(target: DeploymentTarget, arn?: string): Promise<Owner | undefined> {
  return ownerOf(await readFunctionTags(target, arn));
}
