import { parseArn } from '../../aws/arn.ts';
import type { Configuration } from '../../config/configuration.ts';
import { localTag } from '../../image/build-requests.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { DeploymentPart } from '../desired/deployment-part.ts';
import type { DesiredImage } from '../desired/desired-image.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Scope } from '../plan/scopes.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { findForeignResources } from './find-foreign-resources.ts';
import { findImpossibleSetting } from './find-impossible-setting.ts';
import { findMissingDestination } from './find-missing-destination.ts';
import { findMissingResource } from './find-missing-resource.ts';
import { findNotificationConflict } from './find-notification-conflict.ts';
import { findOtherConsumer } from './find-other-consumer.ts';
import { findSourceElsewhere } from './find-source-elsewhere.ts';
import { findTakenPriority } from './find-taken-priority.ts';

/** A plan that AWS would reject halfway through, or whose function would not run. */
export class UndeployableError extends ExpectedError {
  override get name(): string {
    return 'UndeployableError';
  }
}

/** What a plan was made from. */
export interface PreflightInput {
  readonly configuration: Configuration;
  readonly image: DesiredImage;
  readonly target: DeploymentTarget;
  /** The functions that stop reading a source in the same run, because another one reads it from then on. */
  readonly handOvers?: ReadonlySet<string>;
}

/**
 * Checks the sources of a deployment before AWS is asked about them.
 *
 * @throws {UndeployableError} one is in another account or region
 */
export function checkSources(part: DeploymentPart): void {
  const problem = findSourceElsewhere(part.desired, part.target);
  if (problem === undefined) return;
  throw new UndeployableError(part.role === 'function' ? part.configuration.inUserTerms(problem) : problem);
}

/**
 * Checks a plan before anything changes.
 *
 * @throws {UndeployableError} the plan would fail
 */
export async function preflight(plan: Plan, scope: Scope, input: PreflightInput): Promise<void> {
  checkFunctionUrl(plan, scope);
  checkArchitecture(input);
  checkFunction(plan, scope);
  const foreign = findForeignResources(plan, input.target, input.configuration);
  if (foreign.length > 0) throw new UndeployableError(foreign.join('\n'));
  checkArns(input);
  checkImage(plan, scope, input.image);
  const impossible = findImpossibleSetting(plan, input.configuration);
  if (impossible !== undefined) throw new UndeployableError(impossible);
  const missing = await findMissingDestination(plan, scope, input.configuration, input.target);
  if (missing !== undefined) throw new UndeployableError(missing);
  for (const find of [findMissingResource, findOtherConsumer, findTakenPriority, findNotificationConflict]) {
    const problem = await find(plan, input.target, input.handOvers);
    if (problem !== undefined) throw new UndeployableError(problem);
  }
}

function checkFunctionUrl({ steps }: Plan, { kinds }: Scope): void {
  if (!kinds?.includes('function url') || steps.some(({ kind }) => kind === 'function url')) return;
  throw new UndeployableError('the configuration has no function URL: set trigger.type to url');
}

/** Lambda accepts an image for another architecture, but every invocation then fails with "exec format error". */
function checkArchitecture({ image, configuration }: PreflightInput): void {
  if (image.kind !== 'built' || image.image.architecture === undefined) return;
  const { architecture } = configuration.lambda;
  if (image.image.architecture === architecture) return;
  throw new UndeployableError(
    `the image ${localTag(configuration)} is built for ${image.image.architecture}, but lambda.architecture is ` +
      `${architecture}: build it again with alr-builder image, or change lambda.architecture`,
  );
}

function checkFunction(plan: Plan, scope: Scope): void {
  const step = findFunctionStep(plan);
  if (step?.action === 'create' && scope.functionSettings !== undefined) {
    throw new UndeployableError(`${idOf(step)} does not exist yet: create it with alr-builder lambda-function`);
  }
}

/** The resource of an ARN has to be in the account and region that the function is deployed to. */
function checkArns({ configuration, target: { aws } }: PreflightInput): void {
  for (const { key, arn } of configuration.arns) {
    const { region, account } = parseArn(arn) ?? {};
    // A role belongs to no region.
    if ((region && region !== aws.region) || account !== aws.account) {
      throw new UndeployableError(
        `${key} is ${arn}, but the function is deployed to account ${aws.account}, ${aws.region}: they must be the same`,
      );
    }
  }
}

function checkImage(plan: Plan, scope: Scope, image: DesiredImage): void {
  if (image.kind !== 'current') return;
  if (findFunctionStep(plan)?.action !== 'create' && !requiresImage(scope)) return;
  throw new UndeployableError(
    `there is no image to deploy: ${image.reason ?? 'build one with alr-builder image'}; ` +
      'or name one in a registry with --image-uri',
  );
}

/** Whether the command of a scope has no purpose without an image. */
function requiresImage({ kinds, functionSettings }: Scope): boolean {
  if (!kinds?.includes('image')) return false;
  return functionSettings?.includes('image') ?? !kinds.includes('function');
}

function findFunctionStep({ steps }: Plan): Step | undefined {
  return steps.find(({ kind }) => kind === 'function');
}
