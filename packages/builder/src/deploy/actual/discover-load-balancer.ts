import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** The targets in these target groups, and the listener rules of the load balancers that forward to them. */
export async function discoverLoadBalancers(
  target: DeploymentTarget,
  groups: readonly string[],
): Promise<ResourceKey[]> {
  const listeners = await Promise.all(groups.map((group) => listenersOf(target, group)));
  return [
    ...groups.map((name): ResourceKey => ({ kind: 'target', name })),
    ...listeners.flat().map((name): ResourceKey => ({ kind: 'listener rule', name })),
  ];
}

async function listenersOf({ aws }: DeploymentTarget, group: string): Promise<string[]> {
  const client = aws.client(ElasticLoadBalancingV2Client);
  const response = await undefinedIfNotFound(client.send(new DescribeTargetGroupsCommand({ Names: [group] })));
  const arns: string[] = [];
  for (const LoadBalancerArn of response?.TargetGroups?.[0]?.LoadBalancerArns ?? []) {
    for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
      arns.push(...(page.Listeners ?? []).map(({ ListenerArn = '' }) => ListenerArn));
    }
  }
  return arns;
}
