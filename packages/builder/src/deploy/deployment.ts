import { explainAwsError } from '../aws/aws-error.ts';
import { type Aws, connect } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { rolePolicies } from '../role/role-policies.ts';
import { discover } from './actual/discover.ts';
import { inspect } from './actual/inspect.ts';
import { desiredState, type WantedImage } from './desired/desired-state.ts';
import type { Wanted } from './kinds/kinds.ts';
import type { ResourceState } from './plan/plan.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** A project, where it is deployed, and what there should be. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly target: DeploymentTarget;
  readonly image: WantedImage;
  readonly wanted: readonly Wanted[];
}

/** Connects to where a configuration says that its project lives. */
export async function openDeploymentTarget(
  { aws, project, lambda }: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DeploymentTarget> {
  return targetOf(await connect({ ...aws, env }), { project, functionName: lambda.name });
}

function targetOf(aws: Aws, names: Omit<DeploymentTarget, 'aws'>): DeploymentTarget {
  return { aws, ...names };
}

/** Works out what there should be. */
export async function prepare(
  configuration: Configuration,
  target: DeploymentTarget,
  image: WantedImage,
): Promise<Deployment> {
  const policies = await rolePolicies(configuration, target.aws.partition);
  return { configuration, target, image, wanted: desiredState({ configuration, policies, image }, target) };
}

/**
 * Looks at what there is: of what is wanted, and of all that may be ours besides.
 *
 * @param adopts Whether what carries no project's tag, and goes by a wanted name, is taken over.
 */
export async function observe({ target, wanted }: Deployment, adopts: boolean): Promise<ResourceState[]> {
  const others = await discover(target).catch((error: unknown) => {
    throw explainAwsError(error, 'look for what is deployed already');
  });
  const states = await inspect(target, wanted, others);
  return adopts ? states.map((state) => adopt(state, target.project)) : states;
}

function adopt(state: ResourceState, project: string): ResourceState {
  const { wanted, found } = state;
  if (wanted === undefined || found === undefined || found.owner !== undefined) return state;
  return { ...state, found: { ...found, owner: project } };
}
