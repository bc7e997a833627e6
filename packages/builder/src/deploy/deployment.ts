import { explainAwsError } from '../aws/aws-error.ts';
import { type Aws, connect } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { rolePolicies } from '../role/role-policies.ts';
import { discover } from './actual/discover.ts';
import { inspect } from './actual/inspect.ts';
import type { DesiredImage } from './desired/desired-image.ts';
import { desiredState } from './desired/desired-state.ts';
import type { DesiredResource, ResourceState } from './kinds/kinds.ts';
import { MAIN_FUNCTION } from './resource/identity.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** A configuration, where it is deployed, and the resources that it asks for. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly target: DeploymentTarget;
  readonly image: DesiredImage;
  readonly desired: readonly DesiredResource[];
}

/** Connects to the account and region of a configuration. */
export async function openDeploymentTarget(
  configuration: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DeploymentTarget> {
  return deploymentTargetOf(configuration, await connect({ ...configuration.aws, env }));
}

/** The target of a configuration in an account and region. */
export function deploymentTargetOf(configuration: Configuration, aws: Aws): DeploymentTarget {
  const { project, stage, isStageNamed, lambda } = configuration;
  const identity = { project, stage, function: MAIN_FUNCTION };
  return { aws, identity, isStageNamed, functionName: lambda.name };
}

/**
 * Derives the desired resources from a configuration.
 *
 * @param image by default, the image that the function runs now
 */
export function prepareDeployment(
  configuration: Configuration,
  target: DeploymentTarget,
  image: DesiredImage = { kind: 'current' },
): Deployment {
  const policies = rolePolicies(configuration, target.aws.partition);
  return { configuration, target, image, desired: desiredState({ configuration, policies, image }, target) };
}

/**
 * Reads the actual state from AWS: of the desired resources, and of everything else that may belong to the project.
 *
 * @param adopts whether desired resources without a project's tag are taken over
 */
export async function readStates({ target, desired }: Deployment, adopts = false): Promise<ResourceState[]> {
  const others = await discover(target).catch((error: unknown) => {
    throw explainAwsError(error, 'list the existing resources');
  });
  const states = await inspect(target, desired, others);
  return adopts ? states.map((state) => adopt(state, target)) : states;
}

function adopt(state: ResourceState, { identity }: DeploymentTarget): ResourceState {
  const { desired, actual } = state;
  if (desired === undefined || desired.isExisting || actual === undefined || actual.owner !== undefined) return state;
  return { ...state, actual: { ...actual, owner: identity, isAdopted: true } };
}
