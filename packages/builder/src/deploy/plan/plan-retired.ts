import { partsOfFunction, type ResourceState } from '../kinds/kinds.ts';
import type { TargetIdentity } from '../resource/resource.ts';
import type { Plan, Step } from './plan.ts';
import { removalsOf } from './removals.ts';

/**
 * Plans for a function that is no longer configured. Everything stays connected until it is pruned, because the function
 * may still be needed. Only a mapping of a source that another function reads from now on goes, because each message
 * would reach only one of the two.
 *
 * @param sources the ARNs of the queues and streams that the configured functions read
 */
export function planRetired(
  states: readonly ResourceState[],
  target: TargetIdentity,
  sources: ReadonlySet<string>,
): Plan {
  const steps = removalsOf(states, target, true)
    .filter(({ kind }) => !partsOfFunction.has(kind))
    .map(({ kind, name, actual }): Step => {
      const isHandedOver = kind === 'mapping' && sources.has(name);
      return isHandedOver
        ? { action: 'remove', kind, name, actual }
        : { action: 'unused', kind, name, actual, reasons: [] };
    });
  return { steps, known: new Map() };
}
