import { explainAwsError } from '../aws/aws-error.ts';
import { withCachedReads } from '../aws/cached-reads.ts';
import { type Aws, connect } from '../aws/connection.ts';
import type { Configuration, Project } from '../config/configuration.ts';
import { roleName } from '../config/functions/role-name.ts';
import { rolePolicies } from '../iam/role/role-policies.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type DiscoveredResource, discover, discoverShared } from './actual/discover.ts';
import { inspect } from './actual/inspect.ts';
import { retiredTargets } from './actual/retired-functions.ts';
import { type TaggedArn, taggedArns } from './actual/tagged-arns.ts';
import { withTakenOverName, withTakenOverNames } from './actual/taken-over-names.ts';
import type { DeploymentPart, FunctionPart } from './desired/deployment-part.ts';
import type { DesiredImage } from './desired/desired-image.ts';
import { desiredState, sharedState } from './desired/desired-state.ts';
import type { ResourceState } from './kinds/kinds.ts';
import type { PartState } from './plan/plan-parts.ts';
import { PROJECT_WIDE } from './resource/identity.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** A project, where it is deployed, and the resources that it asks for. */
export interface Deployment {
  readonly project: Project;
  readonly aws: Aws;
  readonly image: DesiredImage;
  /** What all functions share comes first. */
  readonly parts: readonly DeploymentPart[];
}

/** A project, and the account and region that it is deployed to. */
export interface OpenProject {
  /** With the names that the functions have there. */
  readonly project: Project;
  readonly aws: Aws;
}

/** Connects to the account and region of a project. */
export async function openProject(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenProject> {
  const aws = await connect({ ...project.aws, env });
  return { project: await withTakenOverNames(project, aws), aws };
}

/** A function, and where it is deployed. */
export interface OpenFunction {
  /** With the names that it has there. */
  readonly configuration: Configuration;
  readonly target: DeploymentTarget;
}

/** Connects to the account and region of a function. */
export async function openFunction(
  original: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenFunction> {
  const aws = await connect({ ...original.aws, env });
  const configuration = await withTakenOverName(original, aws);
  return { configuration, target: deploymentTargetOf(configuration, aws) };
}

/** The target of a function in an account and region. */
export function deploymentTargetOf(configuration: Configuration, aws: Aws): DeploymentTarget {
  const { project, stage, isStageNamed, lambda, function: name, was, origin } = configuration;
  return { aws, identity: { project, stage, function: name, was, origin }, isStageNamed, functionName: lambda.name };
}

/** The target of what all functions of a project share. */
export function sharedTargetOf({ project, stage, isStageNamed }: Project, aws: Aws): DeploymentTarget {
  return { aws, identity: { project, stage, function: PROJECT_WIDE }, isStageNamed, functionName: '' };
}

/**
 * Derives the desired resources from a configuration.
 *
 * @param image by default, the images that the functions run now
 */
export function prepareDeployment(project: Project, aws: Aws, image: DesiredImage = { kind: 'current' }): Deployment {
  const { functions, selected } = project;
  const repository = functions[0]?.image.repo ?? '';
  const target = sharedTargetOf(project, aws);
  const shared = sharedState({ project: project.project, repository, image, functions }, target);
  const parts = selected.map((configuration) => functionPart(configuration, aws, image));
  return { project, aws, image, parts: [{ role: 'shared', target, desired: shared }, ...parts] };
}

/** The part of a deployment for one function. */
export function functionPart(
  original: Configuration,
  aws: Aws,
  image: DesiredImage = { kind: 'current' },
): FunctionPart {
  const configuration = inRegion(original, aws.region);
  const target = deploymentTargetOf(configuration, aws);
  const policies = rolePolicies(configuration, aws);
  return { role: 'function', configuration, target, desired: desiredState({ configuration, policies, image }, target) };
}

/** A generated name is too long with the region. */
export class GeneratedNameError extends ExpectedError {
  override get name(): string {
    return 'GeneratedNameError';
  }
}

/** Roles are global, so the generated name of one ends in the region. */
function inRegion(configuration: Configuration, region: string): Configuration {
  const { role, inUserTerms } = configuration;
  const name = roleName(configuration, region);
  if (name.length > 64) {
    const message = inUserTerms(`the generated role.name is "${name}": AWS allows 64 characters; set role.name`);
    throw new GeneratedNameError(message);
  }
  return { ...configuration, role: { ...role, name } };
}

/** How to read the actual state. */
export interface ReadOptions {
  /** Takes over desired resources without a project's tag. */
  readonly adopts?: boolean | undefined;
  /**
   * Does not read the tags of a desired resource if the index of all tags says that they are as desired. For plans whose
   * resources are read again before they are changed.
   */
  readonly usesIndex?: boolean;
}

/**
 * Reads the actual state from AWS: of the desired resources, and of everything else that may belong to the project.
 * Functions that are no longer configured are further parts.
 */
export async function readParts(
  { project, parts, ...deployment }: Deployment,
  { adopts = false, usesIndex = false }: ReadOptions = {},
): Promise<PartState[]> {
  const arns = await explained(taggedArns(deployment.aws, project.project));
  const index = usesIndex ? new Map(arns.map(({ arn, tags }) => [arn, tags])) : undefined;
  const aws = withCachedReads(deployment.aws, index);
  const retired = project.isLimited
    ? []
    : retiredTargets(project, arns, deployment.aws).map(
        (target): DeploymentPart => ({ role: 'retired', target, desired: [] }),
      );
  return Promise.all(
    [...parts, ...retired].map(async (part) => ({ part, states: await readPart(part, arns, adopts, aws) })),
  );
}

/**
 * Reads the actual state of one part of a deployment.
 *
 * @param aws by default, the connection of the part
 */
export async function readPart(
  { role, desired, ...part }: DeploymentPart,
  arns: readonly TaggedArn[],
  adopts = false,
  aws = part.target.aws,
): Promise<ResourceState[]> {
  const target = { ...part.target, aws };
  const others = role === 'shared' ? discoverShared(target, arns) : await explained(discover(target, arns));
  // AWS lists new tags with a delay, and no configuration names the function.
  const itself = role === 'retired' ? [{ kind: 'function' as const, name: target.functionName }] : [];
  const all = await inspect(target, desired, [...itself, ...others]);
  // A function leads to what all of them share, such as a queue of the stage. Whether that is still needed is not up to it.
  const states =
    role === 'shared' ? all : all.filter((state) => state.desired !== undefined || !state.actual?.isShared);
  return adopts ? states.map((state) => adopt(state, target)) : states;
}

async function explained<Result extends readonly (DiscoveredResource | TaggedArn)[]>(
  read: Promise<Result>,
): Promise<Result> {
  return read.catch((error: unknown) => {
    throw explainAwsError(error, 'list the existing resources');
  });
}

function adopt(state: ResourceState, { identity }: DeploymentTarget): ResourceState {
  const { desired, actual } = state;
  if (desired === undefined || desired.isExisting || actual === undefined || actual.owner !== undefined) return state;
  return { ...state, actual: { ...actual, owner: identity, isAdopted: true } };
}
