import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { PartPlan } from '../plan/plan-parts.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { usersOf } from './find-users.ts';
import { reasonsToKeep } from './removal-reasons.ts';
import type { Removal } from './users/user.ts';

/** What a run may delete, apart from what can be created again. */
export interface PruneOptions {
  /** Whether to delete what is no longer configured. */
  readonly prune: boolean;
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages: readonly string[];
}

/**
 * Asks who uses the candidates for removal; returns why some of them stay, by their ids.
 *
 * @param moving the ids of what uses a candidate now, but will not after the run
 */
export async function findReasonsToKeep(
  removals: readonly Removal[],
  target: DeploymentTarget,
  deleteMessages: readonly string[],
  moving: readonly string[] = [],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const candidates = await Promise.all(
    removals.map(async (removal) => {
      // What cannot be read cannot be removed either, whoever uses it.
      return { ...removal, users: removal.actual.unreadable === undefined ? await usersOf(target, removal) : [] };
    }),
  );
  return reasonsToKeep(candidates, new Set([...removals.map(idOf), ...moving]), deleteMessages);
}

/**
 * Decides which of the unneeded resources in a plan are removed: never one that is in use or has messages, and one that
 * cannot be restored only with `prune`.
 *
 * @param going the ids of what other parts remove, or change so that it no longer uses a candidate, in the same run
 */
export async function settleRemovals(
  plan: Plan,
  target: DeploymentTarget,
  options: PruneOptions,
  going: readonly string[] = [],
): Promise<Plan> {
  const unneeded = plan.steps.filter(isUnneeded);
  if (unneeded.length === 0) return plan;
  const moving = [...plan.steps.filter(isMoving).map(idOf), ...going];
  const kept = await findReasonsToKeep(unneeded, target, options.deleteMessages, moving);
  const steps = plan.steps.map((step): Step => {
    if (!isUnneeded(step)) return step;
    const { kind, name, actual } = step;
    const reasons = kept.get(idOf(step)) ?? [];
    const isRemoved = reasons.length === 0 && (step.action === 'remove' || options.prune);
    return isRemoved ? { action: 'remove', kind, name, actual } : { action: 'unused', kind, name, actual, reasons };
  });
  return { ...plan, steps };
}

/** The same for all parts of a deployment. What functions share goes after what they have in it. */
export async function settleParts(plans: readonly PartPlan[], options: PruneOptions): Promise<PartPlan[]> {
  const settle = async ({ plan, ...each }: PartPlan, going: readonly string[] = []): Promise<PartPlan> => {
    return { ...each, plan: await settleRemovals(plan, each.part.target, options, going) };
  };
  const isShared = ({ part }: PartPlan) => part.role === 'shared';
  const functions = await Promise.all(plans.filter((plan) => !isShared(plan)).map((plan) => settle(plan)));
  const going = functions.flatMap(({ plan }) =>
    plan.steps.filter((step) => step.action === 'remove' || isMoving(step)).map(idOf),
  );
  const shared = await Promise.all(plans.filter(isShared).map((plan) => settle(plan, going)));
  const settled = [...shared, ...functions];
  return plans.map((plan) => settled.find(({ part }) => part === plan.part) ?? plan);
}

/** The settings that say what a resource uses. */
const uses: { readonly [Kind in KindName]?: readonly string[] } = {
  mapping: ['function', 'onFailure'],
  queue: ['redrive'],
  'asynchronous configuration': ['onFailure'],
  schedule: ['deadLetterQueue'],
};

/** Whether a step makes a mapping leave an alias, a queue its dead-letter queue, or a function its queue for failures. */
function isMoving(step: Step): boolean {
  if (step.action !== 'update') return false;
  return step.differences.some(({ setting }) => uses[step.kind]?.includes(setting));
}

function isUnneeded(step: Step): step is Extract<Step, { action: 'remove' | 'unused' }> {
  return step.action === 'remove' || step.action === 'unused';
}
