import type { Configuration } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { countChanges, planDocument } from './plan/plan-report.ts';
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
  if (!json) printPlan(planned, terminal);
  const problem = await preflight(plan, scope, deployment).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof UndeployableError) return error;
      throw error;
    },
  );
  if (json) {
    const { stdout } = terminal;
    printJson(stdout, { ...planDocument(plan, deployment.target), ...(problem && { problem: problem.message }) }, 2);
  }
  if (problem !== undefined) {
    if (check) throw problem;
    const { stderr } = terminal;
    stderr.write(`${style('warning', 'this plan cannot be applied:', stderr)} ${problem.message}\n`);
  }
  const changes = countChanges(plan.steps);
  if (check && changes > 0) {
    throw new OutOfDateError(`the deployment is out of date: ${changes} to change; run alr-builder apply`);
  }
}
