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
import { PROJECT_TAG } from '../../resource/ownership.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';

/** The mapping of a source that reads it for our function. */
export async function findMapping(
  target: DeploymentTarget,
  source: string,
): Promise<EventSourceMappingConfiguration | undefined> {
  const arn = arnOf(target.aws, 'lambda', `function:${target.functionName}`);
  const mappings = await list(target.aws, { EventSourceArn: source });
  const ofFunction = mappings.filter(({ FunctionArn }) => FunctionArn === arn || FunctionArn?.startsWith(`${arn}:`));
  if (ofFunction.length === 1) return ofFunction[0];
  // Somebody else may have made one for another alias. Or our function had another name: then its mapping is taken along,
  // with its place in the stream.
  for (const mapping of ofFunction.length > 0 ? ofFunction : mappings)
    if (await isOurs(target, mapping)) return mapping;
  return ofFunction[0];
}

/** Emulators of AWS tell an alias's mapping by the version that the alias is on, or was on when the mapping was made. */
export async function isOfAlias(
  target: DeploymentTarget,
  { UUID, FunctionArn }: EventSourceMappingConfiguration,
  wanted: string,
) {
  const arn = arnOf(target.aws, 'lambda', `function:${target.functionName}`);
  if (!wanted.startsWith(`${arn}:`) || FunctionArn === wanted) return false;
  const mappings = await undefinedIfNotFound(list(target.aws, { FunctionName: wanted }));
  if (mappings?.some((mapping) => mapping.UUID === UUID)) return true;
  const ask = new GetAliasCommand({ FunctionName: target.functionName, Name: wanted.slice(arn.length + 1) });
  const found = await undefinedIfNotFound(target.aws.client(LambdaClient).send(ask));
  return FunctionArn === `${arn}:${found?.FunctionVersion}`;
}

/** Whether a mapping carries our tag, or, where AWS has no tags for mappings, its function does. */
async function isOurs({ aws, project }: DeploymentTarget, found: EventSourceMappingConfiguration): Promise<boolean> {
  // no alias
  const Resource = found.EventSourceMappingArn ?? found.FunctionArn?.split(':').slice(0, 7).join(':');
  const answer = await undefinedIfNotFound(aws.client(LambdaClient).send(new ListTagsCommand({ Resource })));
  return answer?.Tags?.[PROJECT_TAG] === project;
}

/** The mappings of a source, of a function, or of both. */
async function list(
  aws: Aws,
  filter: { EventSourceArn?: string; FunctionName?: string },
): Promise<EventSourceMappingConfiguration[]> {
  const mappings: EventSourceMappingConfiguration[] = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, filter)) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  return mappings;
}
