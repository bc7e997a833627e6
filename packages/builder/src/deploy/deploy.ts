import type { Configuration } from '../config/configuration.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ApplyEvent, apply, type Change } from './apply/apply.ts';
import type { Plan } from './plan/plan.ts';
import { countChanges, outcomeAsJson } from './plan/plan-report.ts';
import type { ScopeName } from './plan/scopes.ts';
import { type DeploymentOptions, planDeployment, printPlan } from './plan-deployment.ts';
import { preflight } from './preflight/preflight.ts';
import { type Attributes, type DeploymentTarget, idOf } from './resource/resource.ts';

/** Deploys all or a part of a project: makes a plan, checks it, prints it, carries it out, and prints the outcome. */
export async function deploy(
  configuration: Configuration,
  scopeName: ScopeName,
  { json, ...options }: DeploymentOptions,
  terminal: Terminal,
): Promise<void> {
  const planned = await planDeployment(configuration, scopeName, options, terminal);
  const { plan, scope, deployment } = planned;
  await preflight(plan, scope, deployment);
  if (!json) printPlan(planned, terminal);
  const { target } = deployment;
  const known = countChanges(plan.steps) === 0 ? plan.known : await applyWithProgress(plan, target, terminal);
  const addresses = addressesOf(plan, known);
  const lines = Object.entries(addresses).map(([what, address]) => `${what}: ${address}\n`);
  terminal.stdout.write(json ? outcomeAsJson(plan, target, addresses) : lines.join(''));
}

const participles = { create: 'created', update: 'changed', remove: 'removed' } as const;
const gerunds = { create: 'creating', update: 'changing', remove: 'removing' } as const;

async function applyWithProgress(plan: Plan, target: DeploymentTarget, { stderr }: Terminal) {
  const progress = stepProgress(stderr);
  let current: Change | undefined;
  const report = ({ step, state }: ApplyEvent) => {
    current = state === 'started' ? step : undefined;
    if (state === 'started') progress.start(`${gerunds[step.action]} ${idOf(step)}`);
    else if (state === 'done') progress.succeed(`${participles[step.action]} ${idOf(step)}`);
    else progress.succeed(`${idOf(step)} is up to date`);
  };
  try {
    return await apply(plan, target, report);
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
