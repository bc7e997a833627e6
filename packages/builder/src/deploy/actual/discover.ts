import { parseArn } from '../../aws/arn.ts';
import { isDenied } from '../../aws/aws-error.ts';
import { functionOfLogGroup } from '../kinds/function/log-group.ts';
import type { KindName, ResourceKey } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { discoverFormerFunction, discoverFunction } from './discover-function.ts';
import { discoverLoadBalancers } from './discover-load-balancer.ts';
import { discoverQueues } from './discover-queues.ts';
import { taggedArns } from './tagged.ts';

/**
 * Names the resources that may be ours, whatever the configuration says now: those that carry our tag, and those that
 * the function, its policy and its mappings lead to. There is no list of what was made; AWS itself is that list. What is
 * named need not exist: reading tells, and reading tells whose it is.
 */
export async function discover(target: DeploymentTarget): Promise<ResourceKey[]> {
  const [arns, ofFunction] = await Promise.all([taggedArns(target), discoverFunction(target)]);
  const tagged = arns.flatMap((arn) => keyOfArn(arn) ?? []);
  const ofFormer = await Promise.all([
    ...formerNames(tagged, target).map((name) => discoverFormerFunction(target, name)),
    ...guessedNames(tagged, target).map((name) => unlessDenied(discoverFormerFunction(target, name))),
  ]);
  const found = [...tagged, ...ofFunction, ...ofFormer.flat()];
  const sides = await Promise.all([
    discoverQueues(target, namesOf(found, 'queue')),
    discoverLoadBalancers(target, namesOf(found, 'target group')),
  ]);
  return [...found, ...sides.flat()];
}

/** The names of our functions but the one that the configuration names. */
function formerNames(tagged: readonly ResourceKey[], { functionName }: DeploymentTarget): string[] {
  return namesOf(tagged, 'function').filter((name) => name !== functionName);
}

/** Those that there may have been besides: the tags tell late, and a log group of ours stays when its function has gone. */
function guessedNames(tagged: readonly ResourceKey[], target: DeploymentTarget): string[] {
  const known = new Set([target.functionName, ...formerNames(tagged, target)]);
  const logged = namesOf(tagged, 'log group').flatMap((group) => functionOfLogGroup(group) ?? []);
  return logged.filter((name) => !known.has(name));
}

/** A guess isn't worth more permissions than the configured names take. */
async function unlessDenied(side: Promise<ResourceKey[]>): Promise<ResourceKey[]> {
  return side.catch((error: unknown) => {
    if (isDenied(error)) return [];
    throw error;
  });
}

function namesOf(keys: readonly ResourceKey[], kind: KindName): string[] {
  return [...new Set(keys.filter((key) => key.kind === kind).map(({ name }) => name))];
}

/** Which resource a tagged ARN names; undefined for kinds that aren't found by their tags. */
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
    case 'elasticloadbalancing targetgroup/':
      return { kind: 'target group', name: rest.split('/')[0] ?? '' };
    case 'elasticloadbalancing listener-rule/':
      // A rule's ARN is its listener's, with the rule's id at the end.
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
