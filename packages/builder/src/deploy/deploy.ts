import type { Configuration } from '../config/configuration.ts';
import { confirmDeletion } from '../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ApplyEvent, apply } from './apply/apply.ts';
import { kindOf } from './kinds/kinds.ts';
import type { Change } from './plan/operations.ts';
import type { Plan, Step } from './plan/plan.ts';
import { countChanges, type Outcome, planDocument } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { preflight } from './preflight/preflight.ts';
import { type Attributes, type DeploymentTarget, idOf } from './resource/resource.ts';

/**
 * Deploys all or a part of a project: makes a plan, checks it, prints it, carries it out, and prints the outcome. Asks
 * before it deletes what is no longer configured.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 */
export async function deploy(
  configuration: Configuration,
  scopeName: ScopeName,
  options: DeploymentOptions,
  terminal: Terminal,
): Promise<void> {
  const { json = false, yes = false, prune = false, deleteMessages } = options;
  if (json && prune && !yes) throw new UsageError('--json does not ask for confirmation: add --yes');
  const planned = await planDeployment(configuration, scopeName, options, terminal);
  const { plan, scope, deployment } = planned;
  await preflight(plan, scope, deployment);
  if (!json) printPlan(planned, terminal);
  const deletions = plan.steps.filter(({ action, kind }) => action === 'remove' && kindOf(kind).retain);
  if (deletions.length > 0 && !yes && !(await confirmDeletion(questionAbout(deletions), terminal))) {
    throw new ExpectedError('nothing was changed');
  }
  const { target } = deployment;
  const { known, kept } =
    countChanges(plan.steps) === 0
      ? { known: plan.known, kept: [] }
      : await applyWithProgress(plan, target, terminal, deleteMessages);
  const addresses = addressesOf(plan, known);
  if (json) return printJson(terminal.stdout, { ...planDocument(plan, target), addresses, kept }, 2);
  const lines = Object.entries(addresses).map(([what, address]) => `${what}: ${address}\n`);
  terminal.stdout.write(lines.join(''));
}

/** The question names what would be lost. */
function questionAbout(deletions: readonly Step[]): string {
  const names = deletions.map((step) => {
    const holds = 'actual' in step ? step.actual.holds : undefined;
    return `${idOf(step)}${holds === undefined ? '' : ` with ${holds}`}`;
  });
  return `Delete ${names.join(', ')}?`;
}

const participles = { create: 'created', update: 'changed', remove: 'removed' } as const;
const gerunds = { create: 'creating', update: 'changing', remove: 'removing' } as const;

async function applyWithProgress(
  plan: Plan,
  target: DeploymentTarget,
  { stderr }: Terminal,
  deleteMessages: readonly string[] | undefined,
): Promise<{ known: ReadonlyMap<string, Attributes>; kept: Outcome['kept'] }> {
  const progress = stepProgress(stderr);
  const kept: Outcome['kept'][number][] = [];
  let current: Change | undefined;
  const report = ({ step, state }: ApplyEvent) => {
    current = state === 'started' ? step : undefined;
    if (state === 'started') progress.start(`${gerunds[step.action]} ${idOf(step)}`);
    else if (state === 'done') progress.succeed(`${participles[step.action]} ${idOf(step)}`);
    else if (state === 'up to date') progress.succeed(`${idOf(step)} is up to date`);
    else {
      progress.succeed(`kept ${idOf(step)}: ${state.reasons.join(', and ')}`);
      kept.push({ kind: step.kind, name: step.name, reasons: state.reasons });
    }
  };
  try {
    return { known: await apply(plan, target, report, deleteMessages), kept };
  } catch (error) {
    if (current !== undefined) progress.fail(idOf(current));
    throw error;
  }
}

/** The addresses to use next: of the image that was pushed, and of the function's URL. */
function addressesOf({ steps }: Plan, known: ReadonlyMap<string, Attributes>): Record<string, string> {
  const addresses = steps.flatMap((step): [string, string][] => {
    if (step.kind !== 'image' && step.kind !== 'function url') return [];
    const { uri, url } = known.get(idOf(step)) ?? {};
    const address = uri ?? url;
    return address === undefined ? [] : [[step.kind, address]];
  });
  return Object.fromEntries(addresses);
}
