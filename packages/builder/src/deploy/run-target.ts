import type { Configuration } from '../config/configuration.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import { style } from '../terminal/style.ts';
import { apply, type ProgressEvent } from './apply/apply.ts';
import { type Deployment, observe, openDeploymentTarget, prepare } from './deployment.ts';
import { wantedImage } from './desired/desired-image.ts';
import { makePlan, type Plan, type Step } from './plan/plan.ts';
import { changes, describePlan, outcomeAsJson, planAsJson } from './plan/plan-report.ts';
import { limitToScope, type Scope, type ScopeName, scopes } from './plan/scopes.ts';
import { checkReferences } from './preflight/missing-resources.ts';
import { checkDeployable, UndeployableError } from './preflight/preflight.ts';
import { type Attributes, type DeploymentTarget, idOf } from './resource/resource.ts';

/** How a target is to be carried out. */
export interface TargetOptions {
  /** An image in a registry, in place of the one that was built here. */
  readonly imageUri?: string | undefined;
  /** Takes over what goes by a wanted name and carries no project's tag. */
  readonly adopt?: boolean | undefined;
  /** Prints JSON in place of words. */
  readonly json?: boolean | undefined;
}

/** Where a target's output goes, and what it knows of its surroundings. */
export interface Terminal {
  /** Takes what was asked for: the plan, the outcome. */
  readonly stdout: NodeJS.WriteStream;
  /** Takes the progress. */
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A plan and what it was made for. */
interface Prepared {
  readonly deployment: Deployment;
  readonly scope: Scope;
  readonly plan: Plan;
}

/**
 * Shows what a target would do.
 *
 * @returns how many resources it would change.
 */
export async function showPlan(
  configuration: Configuration,
  scopeName: ScopeName,
  { json, ...options }: TargetOptions,
  terminal: Terminal,
): Promise<number> {
  const { plan, deployment, scope } = await planTarget(configuration, scopeName, options, terminal);
  terminal.stdout.write(json ? planAsJson(plan, deployment.target) : describePlan(plan, terminal.stdout));
  if (!json) tellOfImage(deployment, plan, terminal);
  await tellOfRefusal(() => refuse({ plan, deployment, scope }), terminal);
  return changes(plan.steps);
}

/** Carries out a target: looks, shows what there is to do, does it, and tells what came of it. */
export async function runTarget(
  configuration: Configuration,
  scopeName: ScopeName,
  { json, ...options }: TargetOptions,
  terminal: Terminal,
): Promise<void> {
  const { plan, deployment, scope } = await planTarget(configuration, scopeName, options, terminal);
  const { target } = deployment;
  await refuse({ plan, deployment, scope });
  if (!json) {
    terminal.stdout.write(describePlan(plan, terminal.stdout));
    tellOfImage(deployment, plan, terminal);
  }
  const known = changes(plan.steps) === 0 ? plan.known : await applyWithProgress(plan, target, terminal);
  const addresses = addressesOf(plan, known);
  const lines = Object.entries(addresses).map(([what, address]) => `${what}: ${address}\n`);
  terminal.stdout.write(json ? outcomeAsJson(plan, target, addresses) : lines.join(''));
}

async function refuse({ plan, deployment, scope }: Prepared): Promise<void> {
  checkDeployable(plan, deployment, scope);
  await checkReferences(plan, deployment.target);
}

async function planTarget(
  configuration: Configuration,
  scopeName: ScopeName,
  { imageUri, adopt = false }: TargetOptions,
  { env }: Terminal,
): Promise<Prepared> {
  const scope: Scope = scopes[scopeName];
  const target = await openDeploymentTarget(configuration, env);
  const image = await wantedImage(configuration, target.aws, scope, imageUri);
  const deployment = await prepare(configuration, target, image);
  const plan = limitToScope(makePlan(await observe(deployment, adopt), target.project), scope);
  return { deployment, scope, plan };
}

const participles = { create: 'created', update: 'changed', remove: 'removed' } as const;
const gerunds = { create: 'creating', update: 'changing', remove: 'removing' } as const;

async function applyWithProgress(plan: Plan, target: DeploymentTarget, { stderr }: Terminal) {
  const progress = stepProgress(stderr);
  let current: Step | undefined;
  const tell = ({ step, state }: ProgressEvent) => {
    if (step.action !== 'create' && step.action !== 'update' && step.action !== 'remove') return;
    current = state === 'begun' ? step : undefined;
    if (state === 'begun') progress.begin(`${gerunds[step.action]} ${idOf(step)}`);
    else
      progress.succeed(state === 'done' ? `${participles[step.action]} ${idOf(step)}` : `${idOf(step)} is as wanted`);
  };
  try {
    return await apply(plan, target, tell);
  } catch (error) {
    if (current !== undefined) progress.fail(idOf(current));
    throw error;
  }
}

function tellOfImage({ image }: Deployment, plan: Plan, { stderr }: Terminal): void {
  const isThere = plan.steps.some(({ kind, action }) => kind === 'function' && action !== 'create');
  if (image.kind !== 'kept' || image.why === undefined || !isThere) return;
  stderr.write(`${style('detail', `the function keeps its image: ${image.why}`, stderr)}\n`);
}

/** A plan is shown even where it can't be carried out: then why. */
async function tellOfRefusal(tryIt: () => Promise<void>, { stderr }: Terminal): Promise<void> {
  try {
    await tryIt();
  } catch (error) {
    if (!(error instanceof UndeployableError)) throw error;
    stderr.write(`${style('warning', 'apply would refuse this:', stderr)} ${error.message}\n`);
  }
}

/** What the user wants to know next: the image that was pushed, the URL to call. */
function addressesOf({ steps }: Plan, known: ReadonlyMap<string, Attributes>): Record<string, string> {
  const addresses = steps.flatMap((step): [string, string][] => {
    if (step.kind !== 'image' && step.kind !== 'function url') return [];
    const { uri, url } = known.get(idOf(step)) ?? {};
    const address = uri ?? url;
    return address === undefined ? [] : [[step.kind, address]];
  });
  return Object.fromEntries(addresses);
}
