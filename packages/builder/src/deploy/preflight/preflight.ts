import type { Configuration } from '../../config/configuration.ts';
import { imageTag } from '../../image/build-requests.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { Deployment } from '../deployment.ts';
import type { WantedImage } from '../desired/desired-state.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Scope } from '../plan/scopes.ts';
import { idOf } from '../resource/resource.ts';

/** A plan that can't be carried out: AWS would say so only half-way through. */
export class UndeployableError extends ExpectedError {
  override get name(): string {
    return 'UndeployableError';
  }
}

/**
 * Refuses a plan that would fail, before anything is done.
 *
 * @throws UndeployableError
 */
export function checkDeployable(plan: Plan, { configuration, image, target }: Deployment, scope: Scope): void {
  const { kinds } = scope;
  if (kinds?.includes('function url') && !plan.steps.some(({ kind }) => kind === 'function url')) {
    throw new UndeployableError('no function URL is wanted: set trigger.type to url');
  }
  refuseOtherProcessor(image, configuration);
  const ofFunction = plan.steps.find(({ kind }) => kind === 'function');
  if (ofFunction !== undefined) refuseForeign(ofFunction, target.project);
  if (ofFunction?.action === 'create' && scope.ofFunction !== undefined) {
    throw new UndeployableError(`${idOf(ofFunction)} isn't there yet: alr-builder lambda-function makes it`);
  }
  const needsImage = ofFunction?.action === 'create' || (kinds?.includes('image') && isAboutImages(scope));
  if (image.kind === 'kept' && needsImage) {
    throw new UndeployableError(
      `there is no image to deploy: ${image.why ?? 'alr-builder image builds one'}; ` +
        'or name one that is in a registry with --image-uri',
    );
  }
}

/** Lambda takes such an image, and each invocation then fails with "exec format error". */
function refuseOtherProcessor(image: WantedImage, configuration: Configuration): void {
  if (image.kind !== 'local' || image.image.architecture === undefined) return;
  const { architecture } = configuration.lambda;
  if (image.image.architecture === architecture) return;
  throw new UndeployableError(
    `the image ${imageTag(configuration)} is built for ${image.image.architecture}, but lambda.architecture is ` +
      `${architecture}: build it again with alr-builder image, or change lambda.architecture`,
  );
}

/** Whether a target is there for the image alone. */
function isAboutImages({ kinds, ofFunction }: Scope): boolean {
  return ofFunction?.includes('image') ?? !kinds?.includes('function');
}

function refuseForeign(step: Step, project: string): void {
  if (step.action !== 'not ours') return;
  const { owner } = step.found;
  throw new UndeployableError(
    owner === undefined
      ? `${idOf(step)} is there already, and this project (${project}) hasn't made it: ` +
          'choose another lambda.name, or take it over with --adopt'
      : `${idOf(step)} belongs to the project ${owner}, not to ${project}: choose another lambda.name, or set project`,
  );
}
