import type { Configuration } from '../config/configuration.ts';
import { UsageError } from '../terminal/expected-error.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Deployment, openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import { chooseImage } from './desired/desired-image.ts';
import { checkStage } from './plan/check-stage.ts';
import { makePlan, type Plan } from './plan/plan.ts';
import { describePlan } from './plan/plan-report.ts';
import { limitToScope, type Scope, type ScopeName, scopes } from './plan/scopes.ts';
import { checkSources } from './preflight/preflight.ts';
import { describeOwner } from './resource/identity.ts';
import { settleRemovals } from './usage/settle-removals.ts';

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
  readonly plan: Plan;
}

/**
 * Plans what a command would do.
 *
 * @throws {UsageError} queues may be deleted with their messages, but nothing is to be deleted
 */
export async function planDeployment(
  configuration: Configuration,
  scopeName: ScopeName,
  { imageUri, adopt, prune = false, deleteMessages = [] }: DeploymentOptions,
  { env }: Terminal,
): Promise<PlannedDeployment> {
  if (deleteMessages.length > 0 && !prune) {
    throw new UsageError('--delete-messages deletes nothing without --prune: add --prune');
  }
  const scope: Scope = scopes[scopeName];
  const target = await openDeploymentTarget(configuration, env);
  const usesImage = imageUri !== undefined || scope.kinds === undefined || scope.kinds.includes('image');
  const image = usesImage ? await chooseImage(configuration, target.aws, imageUri) : undefined;
  const deployment = prepareDeployment(configuration, target, image);
  checkSources(deployment.desired, target);
  const states = await readStates(deployment, adopt);
  checkStage(states, target);
  const plan = limitToScope(makePlan(states, target, scope.kinds), scope);
  return { deployment, scope, plan: await settleRemovals(plan, target, { prune, deleteMessages }) };
}

/**
 * Prints a plan for people, and notes: that the stage is deployed in another region too, that the sources of the image have
 * changed, or why the function keeps its image.
 */
export function printPlan({ plan, deployment }: PlannedDeployment, { stdout, stderr }: Terminal): void {
  const { image, target } = deployment;
  stdout.write(describePlan(plan, stdout));
  const otherRegions = findOtherRegions(plan);
  if (otherRegions !== undefined) {
    const note =
      `${describeOwner(target.identity)} is deployed in ${otherRegions} too, where nothing changes: if it moves to ` +
      `${target.aws.region}, run alr-builder teardown for the former region afterwards`;
    stderr.write(`${style('warning', 'warning:', stderr)} ${note}\n`);
  }
  if (image.kind === 'built' && image.image.isOutdated) {
    const note = 'the sources have changed since the image was built: build it again with alr-builder image';
    stderr.write(`${style('warning', 'warning:', stderr)} ${note}\n`);
  }
  const hasFunction = plan.steps.some(({ kind, action }) => kind === 'function' && action !== 'create');
  if (image.kind !== 'current' || image.reason === undefined || !hasFunction) return;
  stderr.write(`${style('detail', `the function keeps its image: ${image.reason}`, stderr)}\n`);
}

/** The regions that the role records, if it does not record this one yet: the region of the configuration has changed. */
function findOtherRegions({ steps }: Plan): string | undefined {
  const role = steps.find(({ kind, action }) => kind === 'role' && action === 'update');
  const differences = role !== undefined && 'differences' in role ? role.differences : [];
  const from = differences.find(({ setting }) => setting === 'region')?.from;
  return typeof from === 'string' ? from.replaceAll(' ', ', ') : undefined;
}
