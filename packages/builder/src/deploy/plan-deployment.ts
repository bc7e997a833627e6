import type { Configuration } from '../config/configuration.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Deployment, openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import { chooseImage } from './desired/desired-image.ts';
import { checkStage } from './plan/check-stage.ts';
import { makePlan, type Plan } from './plan/plan.ts';
import { describePlan } from './plan/plan-report.ts';
import { limitToScope, type Scope, type ScopeName, scopes } from './plan/scopes.ts';
import { checkSources } from './preflight/preflight.ts';
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

/** Plans what a command would do. */
export async function planDeployment(
  configuration: Configuration,
  scopeName: ScopeName,
  { imageUri, adopt, prune = false, deleteMessages = [] }: DeploymentOptions,
  { env }: Terminal,
): Promise<PlannedDeployment> {
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

/** Prints a plan for people, and notes on the image: why the function keeps it, or that its sources have changed. */
export function printPlan({ plan, deployment: { image } }: PlannedDeployment, { stdout, stderr }: Terminal): void {
  stdout.write(describePlan(plan, stdout));
  if (image.kind === 'built' && image.image.isOutdated) {
    const note = 'the sources have changed since the image was built: build it again with alr-builder image';
    stderr.write(`${style('warning', 'warning:', stderr)} ${note}\n`);
  }
  const hasFunction = plan.steps.some(({ kind, action }) => kind === 'function' && action !== 'create');
  if (image.kind !== 'current' || image.reason === undefined || !hasFunction) return;
  stderr.write(`${style('detail', `the function keeps its image: ${image.reason}`, stderr)}\n`);
}
