import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { readResource } from '../actual/inspect.ts';
import { partsOfRuleName } from '../kinds/events/rule.ts';
import { listListenerRules, partsOfRule } from '../kinds/load-balancer/listener-rule.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/**
 * Finds a resource that a plan relies on but does not create, and that does not exist.
 *
 * @returns which one is missing and what to do about it; undefined if all exist
 */
export async function findMissingResource({ steps }: Plan, target: DeploymentTarget): Promise<string | undefined> {
  for (const step of steps.filter(({ action }) => action === 'create')) {
    const missing = await missingFor(step, steps, target);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

async function missingFor(
  { kind, name }: Step,
  steps: readonly Step[],
  target: DeploymentTarget,
): Promise<string | undefined> {
  const [bucket = ''] = name.split('/');
  if (kind === 'notification' && !steps.some((step) => step.kind === 'bucket' && step.name === bucket)) {
    if ((await readResource(target, { kind: 'bucket', name: bucket })) !== undefined) return undefined;
    return `the bucket ${bucket} does not exist: create it, or set trigger.create_bucket to have it created`;
  }
  if (kind === 'rule') return missingBus(partsOfRuleName(name).bus, target);
  // Every listener has at least its default rule.
  const { listener } = partsOfRule(name);
  if (kind !== 'listener rule' || (await listListenerRules(target.aws, listener)).length > 0) return undefined;
  return `the listener ${listener} does not exist in ${target.aws.region}: correct trigger.listener_arn`;
}

async function missingBus(bus: string | undefined, { aws }: DeploymentTarget): Promise<string | undefined> {
  if (bus === undefined) return undefined;
  const describe = new DescribeEventBusCommand({ Name: bus });
  if ((await undefinedIfNotFound(aws.client(EventBridgeClient).send(describe))) !== undefined) return undefined;
  return `the event bus ${bus} does not exist in ${aws.region}: create it, or correct trigger.bus`;
}
