import type { DeploymentPart } from '../desired/deployment-part.ts';
import type { KindName, ResourceState } from '../kinds/kinds.ts';
import { idOf } from '../resource/resource.ts';
import { makePlan, type Plan, type Step } from './plan.ts';
import { planRetired } from './plan-retired.ts';
import { limitToScope, type Scope } from './scopes.ts';

/** A part of a deployment, and what there is of it. */
export interface PartState {
  readonly part: DeploymentPart;
  readonly states: readonly ResourceState[];
}

/** The plan for a part of a deployment. */
export interface PartPlan {
  readonly part: DeploymentPart;
  readonly plan: Plan;
  /** The parts that have to be done before this one: they create what it uses, or take over what it gives up. */
  readonly after: readonly DeploymentPart[];
}

/** A step of a deployment, and the part that it belongs to. */
export interface PartStep {
  readonly part: DeploymentPart;
  readonly step: Step;
}

/** Plans all parts of a deployment. The result depends on the arguments only. */
export function planParts(states: readonly PartState[], scope: Scope): PartPlan[] {
  const sources = new Set(states.flatMap(({ states: list }) => desiredNames(list, 'mapping')));
  const shared = states.filter(({ part }) => part.role === 'shared');
  const known = new Map(shared.flatMap((each) => [...planPart(each, scope, sources, new Map()).known]));
  const plans = states.map((each) => ({ part: each.part, plan: planPart(each, scope, sources, known) }));
  return plans.map(({ part, plan }) => handOverRoutes(useOthers(part, plan, plans), states));
}

/**
 * A route that another function of the stage wants is not removed: that function takes it over. It has to do so before this
 * one loses the permission for the route.
 */
function handOverRoutes({ part, plan, after }: PartPlan, states: readonly PartState[]): PartPlan {
  const takers = new Set<DeploymentPart>();
  const steps = plan.steps.filter(({ action, kind, name }) => {
    if (kind !== 'route' || (action !== 'remove' && action !== 'unused')) return true;
    const taker = states.find((each) => each.part !== part && desiredNames(each.states, 'route').includes(name));
    if (taker !== undefined) takers.add(taker.part);
    return taker === undefined;
  });
  return { part, plan: { ...plan, steps }, after: [...after, ...takers] };
}

function planPart({ part, states }: PartState, scope: Scope, sources: ReadonlySet<string>, known: Plan['known']): Plan {
  if (part.role === 'retired') return limitToScope(planRetired(states, part.target, sources), scope);
  return limitToScope(makePlan(states, part.target, scope.kinds, known), scope);
}

function desiredNames(states: readonly ResourceState[], kind: KindName): string[] {
  return states.filter((state) => state.kind === kind && state.desired !== undefined).map(({ name }) => name);
}

/** What a part takes as existing, but another part creates in the same run, is not missing. It has to come first. */
function useOthers(part: DeploymentPart, plan: Plan, plans: readonly Omit<PartPlan, 'after'>[]): PartPlan {
  const after = new Set<DeploymentPart>();
  const steps = plan.steps.filter((step) => {
    if (step.action !== 'create' || !step.desired.isExisting) return true;
    const creator = plans.find((other) => other.part !== part && other.plan.steps.some((each) => creates(each, step)));
    if (creator !== undefined) after.add(creator.part);
    return creator === undefined;
  });
  return { part, plan: { ...plan, steps }, after: [...after] };
}

function creates(step: Step, missing: Step): boolean {
  return step.action === 'create' && !step.desired.isExisting && idOf(step) === idOf(missing);
}

/** All steps in the order in which they are shown: what is shared is created first and removed last. */
export function stepsOf(plans: readonly PartPlan[]): PartStep[] {
  const isLast = ({ part, step: { action } }: PartStep) =>
    part.role === 'shared' && (action === 'remove' || action === 'unused');
  const all = plans.flatMap(({ part, plan }) => plan.steps.map((step): PartStep => ({ part, step })));
  return [...all.filter((each) => !isLast(each)), ...all.filter(isLast)];
}

/**
 * Whether a step removes a mapping whose source another part reads from then on. It has to be carried out before that,
 * because each message of a queue would reach only one of the two functions.
 */
export function isHandOver({ part, step }: PartStep, plans: readonly PartPlan[]): boolean {
  if (step.kind !== 'mapping' || step.action !== 'remove') return false;
  return plans.some(
    (other) =>
      other.part !== part &&
      other.plan.steps.some((each) => 'desired' in each && each.kind === 'mapping' && each.name === step.name),
  );
}
