import {
  type EventSourceMappingConfiguration,
  GetAliasCommand,
  LambdaClient,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { listMappings } from '../function/event-source-mappings.ts';
import { functionArn, isOfFunction, readFunctionOwner } from '../function/function-tags.ts';

/** Finds the mapping that reads the source for our function. */
export async function findMapping(
  target: DeploymentTarget,
  source: string,
): Promise<EventSourceMappingConfiguration | undefined> {
  const mappings = await listMappings(target.aws, { EventSourceArn: source });
  const ofFunction = mappings.filter(({ FunctionArn }) => isOfFunction(target, FunctionArn));
  if (ofFunction.length === 1) return ofFunction[0];
  // Others may have added mappings for other aliases, so the owner decides. If the function was renamed, our mapping
  // still invokes the former name. It is kept, because a new one would lose the position in the stream.
  for (const mapping of ofFunction.length > 0 ? ofFunction : mappings) {
    if (await belongsToUs(target, mapping)) return mapping;
  }
  return ofFunction[0];
}

/**
 * Whether a mapping reads for this alias, although its ARN names a version. Emulators of AWS return the version that the
 * alias points to, or pointed to when the mapping was created.
 */
export async function isOfAlias(
  target: DeploymentTarget,
  { UUID, FunctionArn }: EventSourceMappingConfiguration,
  aliasArn: string,
): Promise<boolean> {
  const arn = functionArn(target);
  if (!aliasArn.startsWith(`${arn}:`) || FunctionArn === aliasArn) return false;
  const mappings = await undefinedIfNotFound(listMappings(target.aws, { FunctionName: aliasArn }));
  if (mappings?.some((mapping) => mapping.UUID === UUID)) return true;
  const get = new GetAliasCommand({ FunctionName: target.functionName, Name: aliasArn.slice(arn.length + 1) });
  const alias = await undefinedIfNotFound(target.aws.client(LambdaClient).send(get));
  return FunctionArn === `${arn}:${alias?.FunctionVersion}`;
}

/** Whether the mapping carries our tags, or its function does if the region has no tags for mappings. */
async function belongsToUs(target: DeploymentTarget, mapping: EventSourceMappingConfiguration): Promise<boolean> {
  const { EventSourceMappingArn: Resource, FunctionArn } = mapping;
  if (Resource === undefined) return isOurs({ owner: await readFunctionOwner(target, FunctionArn) }, target);
  const response = await undefinedIfNotFound(target.aws.client(LambdaClient).send(new ListTagsCommand({ Resource })));
  return isOurs({ owner: ownerOf(response?.Tags) }, target);
}

/** Whether our function, or one of its aliases, reads a queue. */
export async function readsQueue(target: DeploymentTarget, source: string): Promise<boolean> {
  const mappings = await listMappings(target.aws, { EventSourceArn: source });
  return mappings.some(({ FunctionArn }) => isOfFunction(target, FunctionArn));
}
