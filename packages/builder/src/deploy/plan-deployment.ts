import type { Project } from '../config/configuration.ts';
import { UsageError } from '../terminal/expected-error.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Deployment, openProject, prepareDeployment, readParts } from './deployment.ts';
import { chooseImage } from './desired/desired-image.ts';
import { resolveParameters } from './desired/resolve-parameters.ts';
import { checkStage } from './plan/check-stage.ts';
import type { Step } from './plan/plan.ts';
import { type PartPlan, type PartState, planParts, stepsOf } from './plan/plan-parts.ts';
import { describePlans } from './plan/plan-report.ts';
import { type Scope, type ScopeName, scopes } from './plan/scopes.ts';
import { checkSources } from './preflight/preflight.ts';
import { describeOwner } from './resource/identity.ts';
import { settleParts } from './usage/settle-removals.ts';

/** How to plan a deployment. */
export interface DeploymentOptions {
  /** An image in a registry, instead of the one built on this machine. */
  readonly imageUri?: string | undefined;
  /** Takes over desired resources that exist without a project's tag. */
  readonly adopt?: boolean | undefined;
  /** Deletes what is no longer configured, except for what is in use. */
  readonly prune?: boolean | undefined;
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages?: readonly string[] | undefined;
  /** Deletes without asking. */
  readonly yes?: boolean | undefined;
  /** Prints JSON instead of text. */
  readonly json?: boolean | undefined;
}

/** A plan and what it was made from. */
export interface PlannedDeployment {
  readonly deployment: Deployment;
  readonly scope: Scope;
  readonly plans: readonly PartPlan[];
}

/**
 * Plans what a command would do.
 *
 * @throws {UsageError} queues may be deleted with their messages, but nothing is to be deleted
 */
export async function planDeployment(
  original: Project,
  scopeName: ScopeName,
  { imageUri, adopt, prune = false, deleteMessages = [] }: DeploymentOptions,
  { env }: Terminal,
): Promise<PlannedDeployment> {
  if (deleteMessages.length > 0 && !prune) {
    throw new UsageError('--delete-messages deletes nothing without --prune: add --prune');
  }
  const scope: Scope = scopes[scopeName];
  const open = await openProject(original, env);
  const { aws } = open;
  const project = await resolveParameters(open.project, aws);
  const usesImage = imageUri !== undefined || scope.kinds === undefined || scope.kinds.includes('image');
  const image = usesImage ? await chooseImage(project, aws, imageUri) : undefined;
  const deployment = prepareDeployment(project, aws, image);
  for (const part of deployment.parts) checkSources(part);
  const states = await readParts(deployment, { adopts: adopt, usesIndex: true });
  for (const { part, states: list } of withShared(states)) checkStage(list, part.target);
  const plans = planParts(states, scope);
  return { deployment, scope, plans: await settleParts(plans, { prune, deleteMessages }) };
}

/** What there is of each function, together with what all of them share. */
export function withShared(states: readonly PartState[]): PartState[] {
  const shared = states.filter(({ part }) => part.role === 'shared').flatMap(({ states: list }) => list);
  return states
    .filter(({ part }) => part.role === 'function')
    .map(({ part, states: list }) => ({ part, states: [...shared, ...list] }));
}

/**
 * Prints a plan for people, and notes: that the stage is deployed in another region too, that the sources of the image have
 * changed, or why the function keeps its image.
 */
export function printPlan({ plans, deployment }: PlannedDeployment, { stdout, stderr }: Terminal): void {
  const { image, aws } = deployment;
  const steps = stepsOf(plans);
  stdout.write(describePlans(steps, stdout));
  for (const { part, step } of steps) {
    const otherRegions = findOtherRegions(step);
    if (otherRegions === undefined) continue;
    const note =
      `${describeOwner(part.target.identity)} is deployed in ${otherRegions} too, where nothing changes: if it moves to ` +
      `${aws.region}, run alr-builder teardown for the former region afterwards`;
    stderr.write(`${style('warning', 'warning:', stderr)} ${note}\n`);
  }
  if (image.kind === 'built' && image.image.isOutdated) {
    const note = 'the sources have changed since the image was built: build it again with alr-builder image';
    stderr.write(`${style('warning', 'warning:', stderr)} ${note}\n`);
  }
  const hasFunction = steps.some(({ step: { kind, action } }) => kind === 'function' && action !== 'create');
  if (image.kind !== 'current' || image.reason === undefined || !hasFunction) return;
  stderr.write(`${style('detail', `the function keeps its image: ${image.reason}`, stderr)}\n`);
}

/** The regions that the role records, if it does not record this one yet: the region of the configuration has changed. */
function findOtherRegions(step: Step): string | undefined {
  if (step.kind !== 'role' || step.action !== 'update') return undefined;
  const from = step.differences.find(({ setting }) => setting === 'region')?.from;
  return typeof from === 'string' ? from.replaceAll(' ', ', ') : undefined;
}
