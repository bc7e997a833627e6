import { nameOf, parseArn } from '../../aws/arn.ts';
import type { Step } from './plan.ts';

/** The queue whose messages Lambda deletes, from this step on, unless they match a filter; undefined if there is none. */
export function queueWithNewFilter(step: Step): string | undefined {
  if (step.kind !== 'mapping' || parseArn(step.name)?.service !== 'sqs') return undefined;
  const filters = newFilters(step);
  return filters === undefined || filters.length === 0 ? undefined : nameOf(step.name);
}

/** The queues among them that exist, and may have messages. */
export function existingQueuesWithNewFilter(steps: readonly Step[]): string[] {
  const isCreated = (queue: string) =>
    steps.some(({ action, kind, name }) => action === 'create' && kind === 'queue' && name === queue);
  return steps.flatMap((step) => queueWithNewFilter(step) ?? []).filter((queue) => !isCreated(queue));
}

/** The filters that a step adds or changes; undefined if it changes none. */
function newFilters(step: Step): readonly unknown[] | undefined {
  if (step.action === 'create') {
    const { settings } = step.desired;
    return 'filters' in settings && Array.isArray(settings.filters) ? settings.filters : undefined;
  }
  if (step.action !== 'update') return undefined;
  const to = step.differences.find(({ setting }) => setting === 'filters')?.to;
  return Array.isArray(to) ? to : undefined;
}
