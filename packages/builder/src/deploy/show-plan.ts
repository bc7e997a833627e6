import type { Project } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { currentAddresses, describeAddresses } from './addresses.ts';
import { stepsOf } from './plan/plan-parts.ts';
import { countChanges, planDocument } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { UndeployableError } from './preflight/preflight.ts';
import { preflightParts } from './preflight/preflight-parts.ts';

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
  project: Project,
  scopeName: ScopeName,
  { json, check = false, ...options }: ShowPlanOptions,
  terminal: Terminal,
): Promise<void> {
  const planned = await planDeployment(project, scopeName, options, terminal);
  const steps = stepsOf(planned.plans);
  const addresses = currentAddresses(steps);
  if (!json) {
    printPlan(planned, terminal);
    terminal.stdout.write(describeAddresses(addresses));
  }
  const problem = await preflightParts(planned).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof UndeployableError) return error;
      throw error;
    },
  );
  if (json) {
    printJson(terminal.stdout, { ...planDocument(steps), addresses, ...(problem && { problem: problem.message }) }, 2);
  }
  if (problem !== undefined) {
    if (check) throw problem;
    const { stderr } = terminal;
    stderr.write(`${style('warning', 'this plan cannot be applied:', stderr)} ${problem.message}\n`);
  }
  const changes = countChanges(steps.map(({ step }) => step));
  if (check && changes > 0) {
    throw new OutOfDateError(`the deployment is out of date: ${changes} to change; run alr-builder apply`);
  }
}
