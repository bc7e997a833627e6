import { GetFunctionCommand, LambdaClient, ListTagsCommand } from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { type Owner, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';

/** A function in an account and region. */
type FunctionLocation = Pick<DeploymentTarget, 'aws' | 'functionName'>;

/**
 * The ARN of a function, which its tags belong to.
 *
 * @param qualifier an alias or a version, whose ARN it then is
 */
export function functionArn({ aws, functionName }: FunctionLocation, qualifier?: string): string {
  return arnOf(aws, 'lambda', ['function', functionName, qualifier].filter(Boolean).join(':'));
}

/** Whether an ARN is that of a function, of one of its aliases or of one of its versions. */
export function isOfFunction(location: FunctionLocation, arn: string | undefined): boolean {
  const whole = functionArn(location);
  return arn === whole || (arn?.startsWith(`${whole}:`) ?? false);
}

/** Reads the tags of a function; undefined if there is no such function. */
export async function readFunctionTags(
  target: DeploymentTarget,
  arn: string = functionArn(target),
): Promise<Tags | undefined> {
  const lambda = target.aws.client(LambdaClient);
  // A plan reads the function anyway, which returns its tags.
  if (target.aws.cachesReads && isOfFunction(target, arn)) {
    const get = new GetFunctionCommand({ FunctionName: target.functionName });
    const response = await undefinedIfNotFound(lambda.send(get));
    return response && (response.Tags ?? {});
  }
  // Tags belong to the function, so the alias or version is cut off.
  const Resource = arn.split(':').slice(0, 7).join(':');
  const response = await undefinedIfNotFound(lambda.send(new ListTagsCommand({ Resource })));
  return response && (response.Tags ?? {});
}

/**
 * Reads the owner of the function. What version 1.0 created for the function has neither tags nor an id that contains
 * the identity, and belongs to the same owner.
 */
export async function readFunctionOwner(target: DeploymentTarget, arn?: string): Promise<Owner | undefined> {
  return ownerOf(await readFunctionTags(target, arn));
}
