import type { Aws } from '../../aws/connection.ts';
import { shorten } from '../../aws/shorten.ts';
import type { Project } from '../../config/configuration.ts';
import { functionOfLogGroup } from '../kinds/function/log-group.ts';
import type { KindName } from '../kinds/kinds.ts';
import { PROJECT_WIDE } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { keyOfArn } from './discover.ts';
import type { TaggedArn } from './tagged-arns.ts';

/** The functions of the stage that are deployed, but no longer configured: another file deploys them, or nobody does. */
export function retiredTargets(
  { project, stage, isStageNamed, functions }: Project,
  arns: readonly TaggedArn[],
  aws: Aws,
): DeploymentTarget[] {
  const configured = new Set([PROJECT_WIDE, ...functions.flatMap(({ function: name, was }) => [name, was ?? name])]);
  const names = arns.flatMap(({ owner }) => {
    const name = owner?.stage === stage ? owner.function : undefined;
    return name === undefined || configured.has(name) ? [] : [name];
  });
  return [...new Set(names)].map((name) => {
    const owned = arns.filter(({ owner }) => owner?.stage === stage && owner.function === name);
    const keys = owned.flatMap(({ arn }) => keyOfArn(arn) ?? []);
    const origin = owned.find((each) => each.origin !== undefined)?.origin;
    const nameOf = (kind: KindName) => keys.find((key) => key.kind === kind)?.name;
    // A log group stays after its function is removed, and leads to the function's name.
    const logged = functionOfLogGroup(nameOf('log group') ?? '');
    const functionName = nameOf('function') ?? logged ?? shorten(`${project}-${stage}-${name}`, 64);
    return { aws, identity: { project, stage, function: name, origin }, isStageNamed, functionName };
  });
}
