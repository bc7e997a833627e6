import type { Plan, Step } from '../plan/plan.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { reasonsToKeep } from './removal-reasons.ts';
import { type Removal, usersOf } from './users.ts';

/** What a run may delete, apart from what can be created again. */
export interface PruneOptions {
  /** Whether to delete what is no longer configured. */
  readonly prune: boolean;
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages: readonly string[];
}

/** Asks who uses the candidates for removal; returns why some of them stay, by their ids. */
export async function findReasonsToKeep(
  removals: readonly Removal[],
  target: DeploymentTarget,
  deleteMessages: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const candidates = await Promise.all(
    removals.map(async (removal) => ({ ...removal, users: await usersOf(target, removal) })),
  );
  return reasonsToKeep(candidates, new Set(removals.map(idOf)), deleteMessages);
}

/**
 * Decides which of the unneeded resources in a plan are removed: never one that is in use or has messages, and one that
 * cannot be restored only with `prune`.
 */
export async function settleRemovals(plan: Plan, target: DeploymentTarget, options: PruneOptions): Promise<Plan> {
  const unneeded = plan.steps.filter(isUnneeded);
  if (unneeded.length === 0) return plan;
  const kept = await findReasonsToKeep(unneeded, target, options.deleteMessages);
  const steps = plan.steps.map((step): Step => {
    if (!isUnneeded(step)) return step;
    const { kind, name, actual } = step;
    const reasons = kept.get(idOf(step)) ?? [];
    const isRemoved = reasons.length === 0 && (step.action === 'remove' || options.prune);
    return isRemoved ? { action: 'remove', kind, name, actual } : { action: 'unused', kind, name, actual, reasons };
  });
  return { ...plan, steps };
}

function isUnneeded(step: Step): step is Extract<Step, { action: 'remove' | 'unused' }> {
  return step.action === 'remove' || step.action === 'unused';
}
