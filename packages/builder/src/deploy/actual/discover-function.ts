import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  LambdaClient,
  paginateListAliases,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { arnOf, nameOf, parseArn } from '../../aws/arn.ts';
import type { Aws } from '../../aws/connection.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { readStatements } from '../kinds/function/permission.ts';
import type { KindName, ResourceKey } from '../kinds/kinds.ts';
import { FORMER_ROLE_TAG, PROJECT_TAG, purposeOf } from '../resource/ownership.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { conditionValue, type PolicyStatement } from '../resource/resource-policy.ts';
import { discoverRole } from './discover-role.ts';

/** What the function leads to: its role, aliases, URLs and mappings, and by its policy whatever may invoke it. */
export async function discoverFunction(target: DeploymentTarget): Promise<ResourceKey[]> {
  const found = await getFunction(target);
  return found === undefined ? [] : await sidesOf(target, found);
}

/** What AWS removes with a function, and keeps with no other. */
const partsOfFunction: ReadonlySet<KindName> = new Set(['alias', 'function url', 'permission']);

/** A function of ours that the project has no longer, as its function has another name now, and what it leads to. */
export async function discoverFormerFunction(
  { aws, project }: DeploymentTarget,
  functionName: string,
): Promise<ResourceKey[]> {
  const former = { aws, project, functionName };
  const found = await getFunction(former);
  if (found?.Tags?.[PROJECT_TAG] !== project) return [];
  const sides = await sidesOf(former, found);
  return [{ kind: 'function', name: functionName }, ...sides.filter(({ kind }) => !partsOfFunction.has(kind))];
}

async function getFunction({ aws, functionName }: DeploymentTarget): Promise<GetFunctionCommandOutput | undefined> {
  return undefinedIfNotFound(aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: functionName })));
}

async function sidesOf(target: DeploymentTarget, found: GetFunctionCommandOutput): Promise<ResourceKey[]> {
  const { functionName } = target;
  const aliases = await aliasesOf(target);
  const sides = await Promise.all([
    ...rolesOf(found).map((role) => discoverRole(target, role)),
    mappingsSide(target, aliases),
    ...[undefined, ...aliases].map((alias) => policySide(target, alias)),
  ]);
  return [
    ...aliases.map((name): ResourceKey => ({ kind: 'alias', name: `${functionName}:${name}` })),
    ...urlsSide(functionName, found.Tags ?? {}),
    ...sides.flat(),
  ];
}

/** The names of the function's role, and of the one before. */
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

/** A tag of the function tells of each URL that we made. */
function urlsSide(functionName: string, tags: Readonly<Record<string, string>>): ResourceKey[] {
  return Object.keys(tags).flatMap((tag): ResourceKey[] => {
    if (tag === 'alr:url') return [{ kind: 'function url', name: functionName }];
    const [, alias] = /^alr:url:(.+)$/.exec(tag) ?? [];
    return alias === undefined ? [] : [{ kind: 'function url', name: `${functionName}:${alias}` }];
  });
}

/**
 * The queues that the function reads, and the mappings that have tags, which will tell whose they are. (A mapping
 * without tags is ours where its queue is.)
 */
async function mappingsSide(
  { aws, functionName }: DeploymentTarget,
  aliases: readonly string[],
): Promise<ResourceKey[]> {
  const arn = arnOf(aws, 'lambda', `function:${functionName}`);
  const names = [functionName, ...aliases.map((alias) => `${arn}:${alias}`)];
  const lists = await Promise.all(names.map((name) => mappingsOf(aws, name)));
  return lists
    .flat()
    .flatMap(({ EventSourceArn = '', EventSourceMappingArn }): ResourceKey[] => [
      ...(parseArn(EventSourceArn)?.service === 'sqs'
        ? [{ kind: 'queue', name: nameOf(EventSourceArn) } as const]
        : []),
      ...(EventSourceMappingArn === undefined ? [] : [{ kind: 'mapping', name: EventSourceArn } as const]),
    ]);
}

async function mappingsOf(aws: Aws, FunctionName: string) {
  const mappings = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, { FunctionName })) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  return mappings;
}

/** Our statements in the policy of the function or of an alias, and what they let in. */
async function policySide(target: DeploymentTarget, alias: string | undefined): Promise<ResourceKey[]> {
  const arn = arnOf(target.aws, 'lambda', ['function', target.functionName, alias].filter(Boolean).join(':'));
  const statements = await readStatements(target, alias);
  return statements.flatMap((statement) => {
    // A policy is of one alias; what names another belongs to that one's.
    if (statement.Resource !== undefined && statement.Resource !== arn) return [];
    return resourcesOfStatement(statement, target.project, alias, arn);
  });
}

/** A statement of ours and the resources that it is there for; none where the statement isn't ours. */
export function resourcesOfStatement(
  statement: PolicyStatement,
  project: string,
  alias: string | undefined,
  invoked: string,
): ResourceKey[] {
  const purpose = purposeOf(statement.Sid, project);
  if (purpose === undefined) return [];
  const permission: ResourceKey = {
    kind: 'permission',
    name: [statement.Sid, alias].filter(Boolean).join('@'),
  };
  const source = conditionValue(statement, 'aws:SourceArn') ?? '';
  switch (purpose) {
    case 's3':
      return [permission, { kind: 'notification', name: nameOf(source) }];
    case 'events':
      return [permission, { kind: 'rule', name: nameOf(source) }, { kind: 'rule target', name: nameOf(source) }];
    case 'sns':
      return [
        permission,
        { kind: 'topic', name: nameOf(source) },
        { kind: 'subscription', name: `${source} ${invoked}` },
      ];
    case 'alb':
      return [permission, { kind: 'target group', name: source.split('/')[1] ?? '' }];
    case 'url':
    case 'url-invoke':
      return [permission];
  }
}
