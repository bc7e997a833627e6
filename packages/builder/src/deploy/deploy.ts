import type { Project } from '../config/configuration.ts';
import { confirmDeletion } from '../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { applyParts, type PartProgress } from './apply/apply-parts.ts';
import type { DeploymentPart } from './desired/deployment-part.ts';
import { kindOf } from './kinds/kinds.ts';
import { existingQueuesWithNewFilter } from './plan/dropped-messages.ts';
import { type Change, isChange } from './plan/operations.ts';
import type { Step } from './plan/plan.ts';
import { type PartPlan, type PartStep, stepsOf } from './plan/plan-parts.ts';
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
  const { known, kept } = await applyWithProgress(planned.plans, terminal, deleteMessages);
  const addresses = addressesOf(steps, known);
  if (json) return printJson(terminal.stdout, { ...planDocument(steps), addresses, kept }, 2);
  const lines = Object.entries(addresses).map(([what, address]) => `${what}: ${address}\n`);
  terminal.stdout.write(lines.join(''));
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

const participles = { create: 'created', update: 'changed', remove: 'removed' } as const;
const gerunds = { create: 'creating', update: 'changing', remove: 'removing' } as const;

async function applyWithProgress(
  plans: readonly PartPlan[],
  { stderr }: Terminal,
  deleteMessages: readonly string[] | undefined,
): Promise<{ known: ReadonlyMap<string, Attributes>; kept: Outcome['kept'] }> {
  const progress = stepProgress(stderr);
  const kept: Outcome['kept'][number][] = [];
  const current = new Map<DeploymentPart, Change>();
  const changing = plans.filter(({ part, plan }) => part.role === 'function' && plan.steps.some(isChange));
  const report: PartProgress = (part, event) => {
    // The lines of several functions are mixed.
    const name = changing.length > 1 && part.role !== 'shared' ? `${part.target.identity.function}: ` : '';
    if (event instanceof Error) {
      const step = current.get(part);
      return progress.fail(`${name}${step === undefined ? event.message : `${idOf(step)}: ${event.message}`}`, name);
    }
    const { step, state } = event;
    if (state === 'started') current.set(part, step);
    else current.delete(part);
    if (state === 'started') progress.start(`${name}${gerunds[step.action]} ${idOf(step)}`, name);
    else if (state === 'done') progress.succeed(`${name}${participles[step.action]} ${idOf(step)}`, name);
    else if (state === 'up to date') progress.succeed(`${name}${idOf(step)} is up to date`, name);
    else {
      progress.succeed(`${name}kept ${idOf(step)}: ${state.reasons.join(', and ')}`, name);
      kept.push({ kind: step.kind, name: step.name, reasons: state.reasons });
    }
  };
  try {
    const { known } = await applyParts(plans, report, deleteMessages);
    return { known, kept };
  } catch (error) {
    if (changing.length <= 1) for (const step of current.values()) progress.fail(idOf(step));
    throw error;
  }
}

/** The addresses to use next: of the image that was pushed, and of the functions' URLs. */
function addressesOf(steps: readonly PartStep[], known: ReadonlyMap<string, Attributes>): Record<string, string> {
  const addresses = steps.flatMap(({ step, part }): [string, string][] => {
    if (step.kind !== 'image' && step.kind !== 'function url') return [];
    const { uri, url } = known.get(idOf(step)) ?? {};
    const address = uri ?? url;
    const owner = functionOf(part).function;
    return address === undefined ? [] : [[owner === undefined ? step.kind : `${step.kind} of ${owner}`, address]];
  });
  return Object.fromEntries(addresses);
}
