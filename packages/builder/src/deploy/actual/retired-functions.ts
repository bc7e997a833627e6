import type { Aws } from '../../aws/connection.ts';
import type { Project } from '../../config/configuration.ts';
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
    const functionArns = arns.filter(({ owner }) => owner?.stage === stage && owner.function === name);
    const key = functionArns.map(({ arn }) => keyOfArn(arn)).find((each) => each?.kind === 'function');
    // If the function is gone, what is left of it leads nowhere.
    const functionName = key?.name ?? `${project}-${stage}-${name}`.slice(0, 64);
    return { aws, identity: { project, stage, function: name }, isStageNamed, functionName };
  });
}
