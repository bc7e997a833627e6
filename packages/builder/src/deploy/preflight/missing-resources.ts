import { inspect } from '../actual/inspect.ts';
import { rulesOf } from '../kinds/load-balancer/listener-rule.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { UndeployableError } from './preflight.ts';

/**
 * Refuses a plan that builds on what somebody else has to make, and hasn't: AWS would say so only at the plan's end.
 *
 * @throws UndeployableError
 */
export async function checkReferences({ steps }: Plan, target: DeploymentTarget): Promise<void> {
  for (const step of steps.filter(({ action }) => action === 'create')) {
    const advice = await missingFor(step, steps, target);
    if (advice !== undefined) throw new UndeployableError(advice);
  }
}

async function missingFor(
  { kind, name }: Step,
  steps: readonly Step[],
  target: DeploymentTarget,
): Promise<string | undefined> {
  if (kind === 'notification' && !steps.some((step) => step.kind === 'bucket' && step.name === name)) {
    const [bucket] = await inspect(target, [], [{ kind: 'bucket', name }]);
    if (bucket?.found !== undefined) return undefined;
    return `there is no bucket ${name}: make it, or set trigger.create_bucket and it is made with the rest`;
  }
  // A listener has its default rule at least.
  if (kind !== 'listener rule' || (await rulesOf(target.aws, name)).length > 0) return undefined;
  return `there is no listener ${name} in ${target.aws.region}: see trigger.listener_arn`;
}
