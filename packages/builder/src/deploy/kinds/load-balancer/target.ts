import {
  DeregisterTargetsCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { type Owner, ownerOf, ownershipOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { tagsOf } from '../../resource/tags.ts';
import { isOfFunction } from '../function/function-tags.ts';

/** The target that a target group forwards to. */
export interface TargetSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
}

/** The function in a target group, which can hold only one. The resource's name is that of the target group. */
export const target: Kind<TargetSettings> = {
  async read({ aws }, group): Promise<ActualResource<TargetSettings> | undefined> {
    const TargetGroupArn = await findGroup(aws, group);
    if (TargetGroupArn === undefined) return undefined;
    const elb = aws.client(ElasticLoadBalancingV2Client);
    const [{ TargetHealthDescriptions = [] }, { TagDescriptions }] = await Promise.all([
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
      elb.send(new DescribeTagsCommand({ ResourceArns: [TargetGroupArn] })),
    ]);
    const registered = TargetHealthDescriptions[0]?.Target?.Id;
    if (registered === undefined) return undefined;
    return {
      owner: ownerOf(tagsOf(TagDescriptions?.[0]?.Tags)),
      settings: { function: registered },
      attributes: {},
    };
  },

  async create({ aws }, group, settings) {
    return register(aws, group, settings.function);
  },

  async update({ aws }, group, settings, { actual }) {
    await deregister(aws, group, actual.settings.function);
    return register(aws, group, settings.function);
  },

  async remove({ aws }, group, actual) {
    await deregister(aws, group, actual.settings.function);
  },
};

async function findGroup(aws: Aws, name: string): Promise<string | undefined> {
  const describe = new DescribeTargetGroupsCommand({ Names: [name] });
  const response = await undefinedIfNotFound(aws.client(ElasticLoadBalancingV2Client).send(describe));
  return response?.TargetGroups?.[0]?.TargetGroupArn;
}

async function register(aws: Aws, group: string, Id: string): Promise<Record<string, never>> {
  const register = new RegisterTargetsCommand({ TargetGroupArn: await findGroup(aws, group), Targets: [{ Id }] });
  await aws.client(ElasticLoadBalancingV2Client).send(register);
  return {};
}

async function deregister(aws: Aws, group: string, Id: string | undefined): Promise<void> {
  const TargetGroupArn = await findGroup(aws, group);
  // The target was removed with its group.
  if (TargetGroupArn === undefined) return;
  const deregister = new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] });
  await aws.client(ElasticLoadBalancingV2Client).send(deregister);
}

/**
 * Whether a target group or a rule that forwards to it may have been created by version 1.0 for our function. Neither has
 * a name that shows the stage, so it is the function in the group that decides.
 */
export async function isFormerOfFunction(
  deploymentTarget: DeploymentTarget,
  owner: Owner | undefined,
  TargetGroupArn: string | undefined,
): Promise<boolean> {
  if (ownershipOf({ owner }, deploymentTarget) !== 'from 1.0' || TargetGroupArn === undefined) return false;
  const describe = new DescribeTargetHealthCommand({ TargetGroupArn });
  const health = await undefinedIfNotFound(deploymentTarget.aws.client(ElasticLoadBalancingV2Client).send(describe));
  const registered = health?.TargetHealthDescriptions?.[0]?.Target?.Id;
  return isOfFunction(deploymentTarget, registered);
}
