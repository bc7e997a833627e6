import type { ResourceKey } from '../kinds/kinds.ts';
import { listListeners } from '../kinds/load-balancer/target-group.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** The targets in these target groups, and the listener rules of the load balancers that forward to them. */
export async function discoverLoadBalancers(
  target: DeploymentTarget,
  groups: readonly string[],
): Promise<ResourceKey[]> {
  const listeners = await Promise.all(groups.map((group) => listListeners(target.aws, group)));
  return [
    ...groups.map((name): ResourceKey => ({ kind: 'target', name })),
    ...listeners.flat().map((name): ResourceKey => ({ kind: 'listener rule', name })),
  ];
}
