import type { ResourceKey } from '../kinds/kinds.ts';
import { listenerRulesOf } from '../kinds/load-balancer/listener-rule.ts';
import { listListeners } from '../kinds/load-balancer/target-group.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** The targets in these target groups, and the listener rules of the load balancers that forward to them. */
export async function discoverLoadBalancers(
  target: DeploymentTarget,
  groups: readonly string[],
): Promise<ResourceKey[]> {
  const listeners = (await Promise.all(groups.map((group) => listListeners(target.aws, group)))).flat();
  const rules = await Promise.all([...new Set(listeners)].map((listener) => listenerRulesOf(target, listener)));
  return [
    ...groups.map((name): ResourceKey => ({ kind: 'target', name })),
    // One of version 1.0 is recognized when it is read.
    ...[...listeners, ...rules.flat()].map((name): ResourceKey => ({ kind: 'listener rule', name })),
  ];
}
