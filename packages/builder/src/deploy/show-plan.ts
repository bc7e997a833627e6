import type { Configuration } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { countChanges, planAsJson } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { preflight, UndeployableError } from './preflight/preflight.ts';

/** The account differs from the configuration. */
export class OutOfDateError extends ExpectedError {
  override readonly exitCode: number = 3;

  override get name(): string {
    return 'OutOfDateError';
  }
}

/** How to show a plan. */
export interface ShowPlanOptions extends DeploymentOptions {
  /** Fails unless there is nothing to do. */
  readonly check?: boolean;
}

/**
 * Shows what a command would do. A plan that fails the preflight checks is shown too, with the reason.
 *
 * @throws {OutOfDateError} there is something to change, and `check` is set
 * @throws {UndeployableError} the plan cannot be applied, and `check` is set
 */
export async function showPlan(
  configuration: Configuration,
  scopeName: ScopeName,
  { json, check = false, ...options }: ShowPlanOptions,
  terminal: Terminal,
): Promise<void> {
  const planned = await planDeployment(configuration, scopeName, options, terminal);
  const { plan, scope, deployment } = planned;
  if (json) terminal.stdout.write(planAsJson(plan, deployment.target));
  else printPlan(planned, terminal);
  try {
    await preflight(plan, scope, deployment);
  } catch (error) {
    if (check || !(error instanceof UndeployableError)) throw error;
    const { stderr } = terminal;
    stderr.write(`${style('warning', 'this plan cannot be applied:', stderr)} ${error.message}\n`);
  }
  const changes = countChanges(plan.steps);
  if (check && changes > 0) {
    throw new OutOfDateError(`the deployment is out of date: ${changes} to change; run alr-builder apply`);
  }
}
