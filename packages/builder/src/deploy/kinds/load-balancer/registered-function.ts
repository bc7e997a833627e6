import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { type Owner, ownershipOf } from '../../resource/identity.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { functionArn } from '../function/function-tags.ts';

/**
 * Whether a target group or a rule that forwards to it may have been created by version 1.0 for our function. Neither has
 * a name that shows the stage, so it is the function in the group that decides.
 */
export async function isFormerOfFunction(
  target: DeploymentTarget,
  owner: Owner | undefined,
  TargetGroupArn: string | undefined,
): Promise<boolean> {
  if (ownershipOf({ owner }, target) !== 'from 1.0' || TargetGroupArn === undefined) return false;
  const describe = new DescribeTargetHealthCommand({ TargetGroupArn });
  const health = await undefinedIfNotFound(target.aws.client(ElasticLoadBalancingV2Client).send(describe));
  const registered = health?.TargetHealthDescriptions?.[0]?.Target?.Id;
  const arn = functionArn(target);
  return registered === arn || (registered?.startsWith(`${arn}:`) ?? false);
}
