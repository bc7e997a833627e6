import type { Configuration } from '../config/configuration.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Deployment, openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import { chooseImage } from './desired/desired-image.ts';
import { makePlan, type Plan } from './plan/plan.ts';
import { describePlan } from './plan/plan-report.ts';
import { limitToScope, type Scope, type ScopeName, scopes } from './plan/scopes.ts';

/** How to plan a deployment. */
export interface DeploymentOptions {
  /** An image in a registry, instead of the one built on this machine. */
  readonly imageUri?: string | undefined;
  /** Takes over desired resources that exist without a project's tag. */
  readonly adopt?: boolean | undefined;
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
  { imageUri, adopt }: DeploymentOptions,
  { env }: Terminal,
): Promise<PlannedDeployment> {
  const scope: Scope = scopes[scopeName];
  const target = await openDeploymentTarget(configuration, env);
  const usesImage = imageUri !== undefined || scope.kinds === undefined || scope.kinds.includes('image');
  const image = usesImage ? await chooseImage(configuration, target.aws, imageUri) : undefined;
  const deployment = prepareDeployment(configuration, target, image);
  const plan = makePlan(await readStates(deployment, adopt), target);
  return { deployment, scope, plan: limitToScope(plan, scope) };
}

/** Prints a plan for people, and why the function keeps its image if it does. */
export function printPlan({ plan, deployment: { image } }: PlannedDeployment, { stdout, stderr }: Terminal): void {
  stdout.write(describePlan(plan, stdout));
  const hasFunction = plan.steps.some(({ kind, action }) => kind === 'function' && action !== 'create');
  if (image.kind !== 'current' || image.reason === undefined || !hasFunction) return;
  stderr.write(`${style('detail', `the function keeps its image: ${image.reason}`, stderr)}\n`);
}
