import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  LambdaClient,
  paginateListAliases,
} from '@aws-sdk/client-lambda';
import { nameOf, parseArn } from '../../aws/arn.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { ruleOfArn } from '../kinds/events/rule.ts';
import { markedConfigurations } from '../kinds/function/asynchronous-configuration.ts';
import { listMappings } from '../kinds/function/event-source-mappings.ts';
import { functionArn, isOfFunction } from '../kinds/function/function-tags.ts';
import { readStatements } from '../kinds/function/permission.ts';
import { partsOfFunction, type ResourceKey } from '../kinds/kinds.ts';
import { markedSources } from '../kinds/queue/mapping-mark.ts';
import { markedQueues } from '../kinds/queue/queue-mark.ts';
import { hasSchedulesMark } from '../kinds/scheduler/schedules-mark.ts';
import { type Identity, isOurs, ownerOf } from '../resource/identity.ts';
import { formerPurposeOf, purposeOf, scheduleGroupName } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { conditionValue, type PolicyStatement } from '../resource/resource-policy.ts';
import { FORMER_ROLE_TAG, type Tags } from '../resource/tags.ts';
import { discoverRole } from './discover-role.ts';

/** The resources that the function leads to: its role, aliases, URLs and mappings, and the sources in its policy. */
export async function discoverFunction(target: DeploymentTarget): Promise<ResourceKey[]> {
  const response = await getFunction(target);
  return response === undefined ? [] : connectedTo(target, response);
}

/** A function that the project had under another name, and the resources that it leads to; none if it is not ours. */
export async function discoverFormerFunction(target: DeploymentTarget, functionName: string): Promise<ResourceKey[]> {
  const former = { ...target, functionName };
  const response = await getFunction(former);
  if (response === undefined || !isOurs({ owner: ownerOf(response.Tags) }, target)) return [];
  const connected = await connectedTo(former, response);
  return [{ kind: 'function', name: functionName }, ...connected.filter(({ kind }) => !partsOfFunction.has(kind))];
}

async function getFunction({ aws, functionName }: DeploymentTarget): Promise<GetFunctionCommandOutput | undefined> {
  return undefinedIfNotFound(aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: functionName })));
}

async function connectedTo(target: DeploymentTarget, response: GetFunctionCommandOutput): Promise<ResourceKey[]> {
  const { functionName } = target;
  const aliases = await aliasesOf(target);
  const connected = await Promise.all([
    ...rolesOf(response).map((role) => discoverRole(target, role)),
    discoverMappings(target),
    ...[undefined, ...aliases].map((alias) => discoverByPolicy(target, alias)),
  ]);
  return [
    ...aliases.map((name): ResourceKey => ({ kind: 'alias', name: `${functionName}:${name}` })),
    ...urlsOf(functionName, response.Tags ?? {}),
    ...markedConfigurations(functionName, response.Tags ?? {}).map(
      (name): ResourceKey => ({ kind: 'asynchronous configuration', name }),
    ),
    ...schedulesOf(target, response.Tags ?? {}),
    ...markedQueues(response.Tags ?? {}).map((name): ResourceKey => ({ kind: 'queue', name })),
    ...markedSources(response.Tags ?? {}).map((name): ResourceKey => ({ kind: 'mapping', name })),
    ...connected.flat(),
  ];
}

/** The names of the function's role and of the role before that. */
function rolesOf({ Configuration, Tags }: GetFunctionCommandOutput): string[] {
  const former = Tags?.[FORMER_ROLE_TAG];
  return [nameOf(Configuration?.Role ?? ''), ...(former === undefined ? [] : [former])];
}

async function aliasesOf({ aws, functionName }: DeploymentTarget): Promise<string[]> {
  const client = aws.client(LambdaClient);
  const names: string[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName: functionName })) {
    names.push(...Aliases.map(({ Name = '' }) => Name));
  }
  return names;
}

/** The URLs that we created: the function has a tag for each of them. */
function urlsOf(functionName: string, tags: Tags): ResourceKey[] {
  return Object.keys(tags).flatMap((tag): ResourceKey[] => {
    if (tag === 'alr:url') return [{ kind: 'function url', name: functionName }];
    const [, alias] = /^alr:url:(.+)$/.exec(tag) ?? [];
    return alias === undefined ? [] : [{ kind: 'function url', name: `${functionName}:${alias}` }];
  });
}

/** The group of the function's schedules, if it has any. */
function schedulesOf({ identity }: DeploymentTarget, tags: Tags): ResourceKey[] {
  return hasSchedulesMark(tags) ? [{ kind: 'schedule group', name: scheduleGroupName(identity) }] : [];
}

/**
 * The queues that the function reads, and the mappings that can have tags. A mapping that cannot have tags is discovered
 * by its queue, if that is ours, or by a mark of the function.
 */
async function discoverMappings(target: DeploymentTarget): Promise<ResourceKey[]> {
  // All of the region are listed once for all functions.
  const all = await listMappings(target.aws, {});
  return all
    .filter(({ FunctionArn }) => isOfFunction(target, FunctionArn))
    .flatMap(({ EventSourceArn = '', EventSourceMappingArn }): ResourceKey[] => [
      ...(parseArn(EventSourceArn)?.service === 'sqs'
        ? [{ kind: 'queue', name: nameOf(EventSourceArn) } as const]
        : []),
      ...(EventSourceMappingArn === undefined ? [] : [{ kind: 'mapping', name: EventSourceArn } as const]),
    ]);
}

/** Our statements in the policy of the function or of an alias, and the resources that they grant access to. */
async function discoverByPolicy(target: DeploymentTarget, alias: string | undefined): Promise<ResourceKey[]> {
  const arn = functionArn(target, alias);
  const statements = await readStatements(target, alias);
  return statements.flatMap((statement) => {
    // Emulators have one policy for the function and all its aliases, so a statement may be for another one of them.
    if (statement.Resource !== undefined && statement.Resource !== arn) return [];
    return resourcesOfStatement(statement, target.identity, alias, arn);
  });
}

/**
 * One of our statements and the resources that it was created for; none if the statement is not ours.
 *
 * @param invoked the ARN of the function or of its alias
 */
export function resourcesOfStatement(
  statement: PolicyStatement,
  identity: Identity,
  alias: string | undefined,
  invoked: string,
): ResourceKey[] {
  const purpose = purposeOf(statement.Sid, identity) ?? formerPurposeOf(statement.Sid, identity.project);
  if (purpose === undefined) return [];
  const permission: ResourceKey = {
    kind: 'permission',
    name: [statement.Sid, alias].filter(Boolean).join('@'),
  };
  const source = conditionValue(statement, 'aws:SourceArn');
  // Others have edited the statement.
  if (source === undefined) return [permission];
  switch (purpose) {
    case 's3':
      return [permission, { kind: 'notification', name: nameOf(source) }];
    case 'events':
      return [permission, { kind: 'rule', name: ruleOfArn(source) }, { kind: 'rule target', name: ruleOfArn(source) }];
    case 'sns':
      return [
        permission,
        { kind: 'topic', name: nameOf(source) },
        { kind: 'subscription', name: `${source} ${invoked}` },
      ];
    case 'alb':
      return [permission, { kind: 'target group', name: source.split('/')[1] ?? '' }];
    case 'http-api':
      return [permission, { kind: 'integration', name: identity.function }];
    case 'url':
    case 'url-invoke':
      return [permission];
  }
}
