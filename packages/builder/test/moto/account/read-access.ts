import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../../src/aws/connection.ts';
import { type Entry, lasting, parsed, tagsOf } from './entry.ts';

/** Reads the roles of the account with their policies. */
export async function readRoles(aws: Aws): Promise<Entry[]> {
  const iam = aws.client(IAMClient);
  const { Roles = [] } = await iam.send(new ListRolesCommand());
  const roles = Roles.map(async ({ RoleName = '' }): Promise<Entry[]> => {
    const [{ Role }, { AttachedPolicies = [] }, { PolicyNames = [] }] = await Promise.all([
      iam.send(new GetRoleCommand({ RoleName })),
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      iam.send(new ListRolePoliciesCommand({ RoleName })),
    ]);
    const id = `role global ${RoleName}`;
    const { AssumeRolePolicyDocument, Tags, ...rest } = Role ?? {};
    const content = { ...lasting(rest, 'RoleLastUsed'), trust: parsed(AssumeRolePolicyDocument) };
    const inline = PolicyNames.map(async (PolicyName): Promise<Entry> => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { id: `inline policy global ${RoleName}/${PolicyName}`, partOf: id, content: parsed(PolicyDocument) };
    });
    const attached = AttachedPolicies.map(({ PolicyArn }) => ({
      id: `attached policy global ${RoleName}/${PolicyArn}`,
      partOf: id,
      content: {},
    }));
    return [{ id, tags: tagsOf(Tags), content }, ...attached, ...(await Promise.all(inline))];
  });
  return (await Promise.all(roles)).flat();
}

/** Reads the load balancers, their listeners and rules, and the target groups with their targets. */
export async function readLoadBalancers(aws: Aws): Promise<Entry[]> {
  const elb = aws.client(ElasticLoadBalancingV2Client);
  const [{ LoadBalancers = [] }, { TargetGroups = [] }] = await Promise.all([
    elb.send(new DescribeLoadBalancersCommand()),
    elb.send(new DescribeTargetGroupsCommand()),
  ]);
  const tagsOfResource = async (arn = '') =>
    tagsOf((await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }))).TagDescriptions?.[0]?.Tags);
  const balancers = LoadBalancers.map(async ({ LoadBalancerArn, ...balancer }): Promise<Entry[]> => {
    const id = `load balancer ${aws.region} ${balancer.LoadBalancerName}`;
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    const listeners = Listeners.map(async (listener): Promise<Entry[]> => {
      const { ListenerArn } = listener;
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      const rules = Rules.map(
        async (rule): Promise<Entry> => ({
          id: `listener rule ${aws.region} ${rule.RuleArn}`,
          partOf: `listener ${aws.region} ${ListenerArn}`,
          tags: await tagsOfResource(rule.RuleArn),
          content: lasting(rule),
        }),
      );
      return [
        { id: `listener ${aws.region} ${ListenerArn}`, partOf: id, content: lasting(listener) },
        ...(await Promise.all(rules)),
      ];
    });
    return [{ id, content: lasting(balancer) }, ...(await Promise.all(listeners)).flat()];
  });
  const groups = TargetGroups.map(async ({ TargetGroupArn, LoadBalancerArns: _, ...group }): Promise<Entry[]> => {
    const id = `target group ${aws.region} ${group.TargetGroupName}`;
    const [tags, { TargetHealthDescriptions = [] }] = await Promise.all([
      tagsOfResource(TargetGroupArn),
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
    ]);
    const targets = TargetHealthDescriptions.map(({ Target }) => ({
      id: `target ${aws.region} ${group.TargetGroupName}/${Target?.Id}`,
      partOf: id,
      content: {},
    }));
    return [{ id, tags, content: lasting(group) }, ...targets];
  });
  return (await Promise.all([...balancers, ...groups])).flat();
}
