import {
  type EventSourceMappingConfiguration,
  GetAliasCommand,
  LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { functionArn, readFunctionOwner } from '../function/function-tags.ts';

/** Finds the mapping that reads the source for our function. */
export async function findMapping(
  target: DeploymentTarget,
  source: string,
): Promise<EventSourceMappingConfiguration | undefined> {
  const arn = arnOf(target.aws, 'lambda', `function:${target.functionName}`);
  const mappings = await list(target.aws, { EventSourceArn: source });
  const ofFunction = mappings.filter(({ FunctionArn }) => FunctionArn === arn || FunctionArn?.startsWith(`${arn}:`));
  if (ofFunction.length === 1) return ofFunction[0];
  // There may be a mapping of others for another alias. Or our function had another name: then its mapping is kept, along
  // with its position in the stream.
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
  const arn = arnOf(target.aws, 'lambda', `function:${target.functionName}`);
  if (!aliasArn.startsWith(`${arn}:`) || FunctionArn === aliasArn) return false;
  const mappings = await undefinedIfNotFound(list(target.aws, { FunctionName: aliasArn }));
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
  const arn = functionArn(target);
  const mappings = await list(target.aws, { EventSourceArn: source });
  return mappings.some(({ FunctionArn }) => FunctionArn === arn || FunctionArn?.startsWith(`${arn}:`));
}

/** The mappings of a source, of a function, or of both. */
async function list(
  aws: Aws,
  filter: { readonly EventSourceArn?: string; readonly FunctionName?: string },
): Promise<EventSourceMappingConfiguration[]> {
  const mappings: EventSourceMappingConfiguration[] = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, filter)) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  return mappings;
}
