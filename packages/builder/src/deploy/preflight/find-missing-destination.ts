import type { Configuration } from '../../config/configuration.ts';
import { destinationArn } from '../../config/functions/asynchronous-settings.ts';
import { stageQueueNames } from '../../config/functions/stage-queues.ts';
import { readResource } from '../actual/inspect.ts';
import { isChange } from '../plan/operations.ts';
import type { Plan } from '../plan/plan.ts';
import type { Scope } from '../plan/scopes.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** Finds a queue for failed events that a command configures but does not create, and that does not exist. */
export async function findMissingDestination(
  { steps }: Plan,
  { kinds }: Scope,
  configuration: Configuration,
  target: DeploymentTarget,
): Promise<string | undefined> {
  if (!kinds?.includes('asynchronous configuration') || kinds.includes('queue')) return undefined;
  for (const queue of stageQueueNames(configuration)) {
    const arn = destinationArn({ arn: undefined, queue }, target.aws);
    const isUsed = steps.some(
      (step) =>
        step.kind === 'asynchronous configuration' &&
        isChange(step) &&
        'desired' in step &&
        'onFailure' in step.desired.settings &&
        step.desired.settings.onFailure === arn,
    );
    if (!isUsed || (await readResource(target, { kind: 'queue', name: queue })) !== undefined) continue;
    return `the queue ${queue}, which gets failed events, does not exist yet: create it with alr-builder apply`;
  }
  return undefined;
}
