import type { Configuration } from '../../config/configuration.ts';
import { localTag } from '../../image/build-requests.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { DesiredImage } from '../desired/desired-image.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Scope } from '../plan/scopes.ts';
import { describeOwner } from '../resource/identity.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { findMissingResource } from './find-missing-resource.ts';

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
}

/**
 * Checks a plan before anything changes.
 *
 * @throws {UndeployableError} the plan would fail
 */
export async function preflight(plan: Plan, scope: Scope, input: PreflightInput): Promise<void> {
  checkFunctionUrl(plan, scope);
  checkArchitecture(input);
  checkFunction(plan, scope, input.target);
  checkImage(plan, scope, input.image);
  const missing = await findMissingResource(plan, input.target);
  if (missing !== undefined) throw new UndeployableError(missing);
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

function checkFunction(plan: Plan, scope: Scope, { identity }: DeploymentTarget): void {
  const step = findFunctionStep(plan);
  if (step?.action === 'create' && scope.functionSettings !== undefined) {
    throw new UndeployableError(`${idOf(step)} does not exist yet: create it with alr-builder lambda-function`);
  }
  if (step?.action !== 'not ours') return;
  const { owner } = step.actual;
  throw new UndeployableError(
    owner === undefined
      ? `${idOf(step)} already exists, and this project (${identity.project}) did not create it: ` +
          'choose another lambda.name, or take it over with --adopt'
      : `${idOf(step)} belongs to ${describeOwner(owner)}, not to ${describeOwner(identity)}: choose another lambda.name, or set project`,
  );
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
