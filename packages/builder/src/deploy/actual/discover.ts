import { parseArn } from '../../aws/arn.ts';
import { notificationsOf } from '../kinds/events/notification.ts';
import { functionOfLogGroup } from '../kinds/function/log-group.ts';
import type { KindName, ResourceKey } from '../kinds/kinds.ts';
import { isOfStage, mayBeOurs, type Owner } from '../resource/identity.ts';
import { httpApiName } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { discoverFormerFunction, discoverFunction } from './discover-function.ts';
import { discoverHttpApi } from './discover-http-api.ts';
import { discoverLoadBalancers } from './discover-load-balancer.ts';
import { discoverQueues } from './discover-queues.ts';
import { discoverSchedules } from './discover-schedules.ts';
import { emptyIfForbidden } from './empty-if-forbidden.ts';
import type { TaggedArn } from './tagged-arns.ts';

/** A resource that may be ours. */
export interface DiscoveredResource extends ResourceKey {
  /** Its owner according to the index of all tags; undefined if it was discovered in another way. */
  readonly owner?: Owner | undefined;
}

/**
 * Finds the resources of a function that may be ours, independently of the current configuration: those that carry our
 * tag, and those that the function, its policy and its mappings lead to. There is no state file; AWS itself is the
 * record. A resource in the result need not exist or be ours: reading it shows that.
 *
 * @param arns the tagged resources of the project
 */
export async function discover(target: DeploymentTarget, arns: readonly TaggedArn[]): Promise<DiscoveredResource[]> {
  const ofFunction = await discoverFunction(target);
  const allTagged = taggedResources(target, arns);
  const tagged = allTagged.filter((resource) => !isShared(resource));
  const otherNames = [...formerNames(tagged, target), ...guessedNames(tagged, target)];
  const ofFormerFunctions = await Promise.all(
    otherNames.map((name) => emptyIfForbidden(discoverFormerFunction(target, name))),
  );
  const keys = [...tagged, ...ofFunction, ...ofFormerFunctions.flat()];
  const connected = await Promise.all([
    // The queues of the stage can have statements of the function.
    discoverQueues(target, namesOf([...keys, ...allTagged.filter(isShared)], 'queue')),
    namesOf(keys, 'schedule group').length > 0 ? discoverSchedules(target) : [],
    discoverLoadBalancers(target, namesOf(keys, 'target group')),
    namesOf(keys, 'integration').length > 0 || hasHttpApi(target, arns) ? discoverHttpApi(target) : [],
  ]);
  const all = [...keys, ...connected.flat()];
  const notifications = await Promise.all(
    namesOf(all, 'notification').map((bucket) => emptyIfForbidden(notificationsOf(target, bucket))),
  );
  return [...all, ...notifications.flat().map((name) => ({ kind: 'notification' as const, name }))];
}

/** The kinds that all functions of a project share. */
const sharedKinds: ReadonlySet<KindName> = new Set(['repository', 'http api']);

/** Finds what all functions of the project share, and may be ours. */
export function discoverShared(target: DeploymentTarget, arns: readonly TaggedArn[]): DiscoveredResource[] {
  const api: DiscoveredResource = { kind: 'http api', name: httpApiName(target.identity) };
  return [...taggedResources(target, arns).filter(isShared), ...(hasHttpApi(target, arns) ? [api] : [])];
}

/** Whether the stage has an HTTP API. The ARN of one does not contain its name. */
function hasHttpApi({ identity }: DeploymentTarget, arns: readonly TaggedArn[]): boolean {
  return arns.some(
    ({ arn, owner }) => parseArn(arn)?.service === 'apigateway' && isOfStage(owner) && owner?.stage === identity.stage,
  );
}

/** All stages share the repository, and the functions of a stage share the queues for what failed for good. */
function isShared({ kind, owner }: DiscoveredResource): boolean {
  return sharedKinds.has(kind) || (kind === 'queue' && isOfStage(owner));
}

function taggedResources(target: DeploymentTarget, arns: readonly TaggedArn[]): DiscoveredResource[] {
  return arns.flatMap(({ arn, owner }): DiscoveredResource[] => {
    const key = keyOfArn(arn);
    if (key === undefined || !mayBeOurs({ owner, isShared: isShared({ ...key, owner }) }, target)) return [];
    return [{ ...key, owner }];
  });
}

/** The names of our tagged functions, except for the one in the configuration. */
function formerNames(tagged: readonly ResourceKey[], { functionName }: DeploymentTarget): string[] {
  return namesOf(tagged, 'function').filter((name) => name !== functionName);
}

/**
 * The names of functions that may be ours too, judging by our log groups: AWS lists new tags with a delay, and a log
 * group stays after its function is removed.
 */
function guessedNames(tagged: readonly ResourceKey[], target: DeploymentTarget): string[] {
  const known = new Set([target.functionName, ...formerNames(tagged, target)]);
  const logged = namesOf(tagged, 'log group').flatMap((group) => functionOfLogGroup(group) ?? []);
  return logged.filter((name) => !known.has(name));
}

function namesOf(keys: readonly ResourceKey[], kind: KindName): string[] {
  return [...new Set(keys.filter((key) => key.kind === kind).map(({ name }) => name))];
}

/** The resource that a tagged ARN belongs to; undefined for kinds that are not discovered by their tags. */
export function keyOfArn(text: string): ResourceKey | undefined {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  const [, type, separator, rest = ''] = /^([a-z-]+)([:/])(.*)$/.exec(arn.resource) ?? [];
  switch (`${arn.service} ${type ?? ''}${separator ?? ''}`) {
    case 'lambda function:':
      return { kind: 'function', name: rest };
    case 'ecr repository/':
      return { kind: 'repository', name: rest };
    case 'logs log-group:':
      return { kind: 'log group', name: rest.replace(/:\*$/, '') };
    case 'events rule/':
      return { kind: 'rule', name: rest };
    case 'scheduler schedule-group/':
      return { kind: 'schedule group', name: rest };
    case 'elasticloadbalancing targetgroup/':
      return { kind: 'target group', name: rest.split('/')[0] ?? '' };
    case 'elasticloadbalancing listener-rule/':
      // The ARN of a rule is that of its listener, followed by the id of the rule.
      return { kind: 'listener rule', name: text.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '') };
  }
  switch (arn.service) {
    case 'sqs':
      return { kind: 'queue', name: arn.resource };
    case 'sns':
      return arn.resource.includes(':') ? undefined : { kind: 'topic', name: arn.resource };
    case 's3':
      return { kind: 'bucket', name: arn.resource };
  }
  return undefined;
}
