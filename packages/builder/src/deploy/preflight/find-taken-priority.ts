import { listListenerRules, partsOfRule } from '../kinds/load-balancer/listener-rule.ts';
import type { Plan } from '../plan/plan.ts';
import { mayChange, ownerOf } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/**
 * Finds a rule of others that has the priority of ours. A listener has one rule for each priority.
 *
 * @returns which one, and what to do about it; undefined if there is none
 */
export async function findTakenPriority({ steps }: Plan, target: DeploymentTarget): Promise<string | undefined> {
  for (const step of steps) {
    if (step.kind !== 'listener rule' || (step.action !== 'create' && step.action !== 'update')) continue;
    if (step.desired.kind !== 'listener rule') continue;
    const { priority } = step.desired.settings;
    const { listener } = partsOfRule(step.name);
    const rules = await listListenerRules(target.aws, listener);
    const taken = rules.find(
      ({ rule, tags }) => rule.Priority === String(priority) && !mayChange({ owner: ownerOf(tags) }, target),
    );
    if (taken === undefined) continue;
    const used = new Set(rules.map(({ rule }) => Number(rule.Priority)));
    return (
      `the listener ${listener} already has a rule with the priority ${String(priority)}: ${taken.rule.RuleArn}; ` +
      `choose another trigger.priority, such as ${firstFree(used)}`
    );
  }
  return undefined;
}

function firstFree(used: ReadonlySet<number>): number {
  let priority = 1;
  while (used.has(priority)) priority += 1;
  return priority;
}
