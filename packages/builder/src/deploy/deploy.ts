import type { Project } from '../config/configuration.ts';
import { confirmDeletion } from '../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { withoutCredentials } from '../terminal/report-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addressesAfter, describeAddresses } from './addresses.ts';
import { applyParts, type PartProgress } from './apply/apply-parts.ts';
import { FailedPartsError } from './apply/failed-parts.ts';
import { showProgress } from './apply/show-progress.ts';
import { kindOf } from './kinds/kinds.ts';
import { existingQueuesWithNewFilter } from './plan/dropped-messages.ts';
import type { Step } from './plan/plan.ts';
import { type PartPlan, stepsOf } from './plan/plan-parts.ts';
import { functionOf, type Outcome, planDocument } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { preflightParts } from './preflight/preflight-parts.ts';
import { type Attributes, idOf } from './resource/resource.ts';

/**
 * Deploys all or a part of a project: makes a plan, checks it, prints it, carries it out, and prints the outcome. Asks
 * before it deletes what is no longer configured.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 */
export async function deploy(
  project: Project,
  scopeName: ScopeName,
  options: DeploymentOptions,
  terminal: Terminal,
): Promise<void> {
  const { json = false, yes = false, prune = false, deleteMessages } = options;
  const cannotAsk = '--json does not ask for confirmation: add --yes';
  if (json && prune && !yes) throw new UsageError(cannotAsk);
  const planned = await planDeployment(project, scopeName, options, terminal);
  const steps = stepsOf(planned.plans);
  await preflightParts(planned);
  if (!json) printPlan(planned, terminal);
  const question = questionAbout(steps.map(({ step }) => step));
  if (question !== undefined && !yes) {
    if (json) throw new UsageError(cannotAsk);
    if (!(await confirmDeletion(question, terminal))) throw new ExpectedError('nothing was changed');
  }
  const kept: Outcome['kept'][number][] = [];
  const known = await applyWithProgress(planned.plans, terminal, deleteMessages, kept).catch((error: unknown) => {
    if (json && error instanceof FailedPartsError) {
      printJson(terminal.stdout, { ...planDocument(steps), kept, ...failureDocument(error) }, 2);
    }
    throw error;
  });
  const addresses = addressesAfter(steps, known);
  if (json) return printJson(terminal.stdout, { ...planDocument(steps), addresses, kept }, 2);
  terminal.stdout.write(describeAddresses(addresses));
}

/** The question names what would be lost; undefined if nothing would. */
function questionAbout(steps: readonly Step[]): string | undefined {
  const deletions = steps.filter(({ action, kind }) => action === 'remove' && kindOf(kind).retain);
  const names = deletions.map((step) => {
    const holds = 'actual' in step ? step.actual.holds : undefined;
    return `${idOf(step)}${holds === undefined ? '' : ` with ${holds}`}`;
  });
  const filtered = existingQueuesWithNewFilter(steps).map(
    (queue) => `the messages of queue ${queue} that match no filter`,
  );
  const lost = [...names, ...filtered];
  return lost.length === 0 ? undefined : `Delete ${lost.join(', ')}?`;
}

async function applyWithProgress(
  plans: readonly PartPlan[],
  { stderr }: Terminal,
  deleteMessages: readonly string[] | undefined,
  kept: Outcome['kept'][number][],
): Promise<ReadonlyMap<string, Attributes>> {
  const progress = showProgress(plans, stderr);
  const report: PartProgress = (part, event) => {
    progress.report(part, event);
    if (typeof event !== 'object' || !('state' in event) || typeof event.state !== 'object') return;
    kept.push({ kind: event.step.kind, name: event.step.name, reasons: event.state.reasons });
  };
  try {
    return (await applyParts(plans, report, deleteMessages)).known;
  } finally {
    progress.stop();
  }
}

/** For programs: why the command failed, and what has become of each part. */
function failureDocument(error: FailedPartsError): object {
  const { name, message, exitCode, outcomes } = error;
  return {
    error: { name, message: withoutCredentials(message), exitCode },
    outcomes: [...outcomes].map(([part, outcome]) => ({
      ...functionOf(part),
      ...outcome,
      ...('reason' in outcome && { reason: withoutCredentials(outcome.reason) }),
    })),
  };
}
