import type { Configuration } from '../config/configuration.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { countChanges, planAsJson } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { preflight, UndeployableError } from './preflight/preflight.ts';

/**
 * Shows what a command would do. A plan that fails the preflight checks is shown too, with the reason.
 *
 * @returns the number of resources that would change
 */
export async function showPlan(
  configuration: Configuration,
  scopeName: ScopeName,
  { json, ...options }: DeploymentOptions,
  terminal: Terminal,
): Promise<number> {
  const planned = await planDeployment(configuration, scopeName, options, terminal);
  const { plan, scope, deployment } = planned;
  if (json) terminal.stdout.write(planAsJson(plan, deployment.target));
  else printPlan(planned, terminal);
  try {
    await preflight(plan, scope, deployment);
  } catch (error) {
    if (!(error instanceof UndeployableError)) throw error;
    const { stderr } = terminal;
    stderr.write(`${style('warning', 'this plan cannot be applied:', stderr)} ${error.message}\n`);
  }
  return countChanges(plan.steps);
}
