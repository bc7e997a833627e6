import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/connection.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { listListenerRules } from '../kinds/load-balancer/listener-rule.ts';
import { isOurs, ownerOf } from '../resource/identity.ts';
import type { FindUsers } from './user.ts';

/** The rules of listeners that forward to a target group, except for ours, which go before it. */
export const targetGroupUsers: FindUsers = async (target, { name, actual }) => {
  const { aws } = target;
  const { arn = '' } = actual.attributes;
  const listeners = await listenersOf(aws, name);
  const lists = await Promise.all(
    listeners.map(async (listener) => {
      const rules = await listListenerRules(aws, listener);
      return rules
        .filter(
          ({ rule, tags }) =>
            JSON.stringify(rule.Actions ?? []).includes(arn) && !isOurs({ owner: ownerOf(tags) }, target),
        )
        .map(({ rule }) => ({ description: `listener rule ${rule.RuleArn}` }));
    }),
  );
  return lists.flat();
};

async function listenersOf(aws: Aws, group: string): Promise<string[]> {
  const client = aws.client(ElasticLoadBalancingV2Client);
  const response = await undefinedIfNotFound(client.send(new DescribeTargetGroupsCommand({ Names: [group] })));
  const arns: string[] = [];
  for (const LoadBalancerArn of response?.TargetGroups?.[0]?.LoadBalancerArns ?? []) {
    for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
      arns.push(...Listeners.map(({ ListenerArn = '' }) => ListenerArn));
    }
  }
  return arns;
}
