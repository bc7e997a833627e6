import { IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { REGIONS_TAG, regionsOf } from '../resource/regions.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { functionsWithRole, tagsOfRole } from '../usage/role-users.ts';
import type { Removal } from '../usage/user.ts';

/**
 * Removes this region from the tag of a role that other regions still use, so that the last of them can delete the
 * role. If a function of this region still runs as the role, the region stays.
 */
export async function releaseRole(
  { aws }: DeploymentTarget,
  { name, actual }: Removal,
  going: ReadonlySet<string>,
): Promise<void> {
  const regions = regionsOf(tagsOfRole(actual));
  const others = regions.filter((region) => region !== aws.region);
  if (others.length === 0 || others.length === regions.length) return;
  const users = await functionsWithRole(aws, actual.attributes.arn);
  if (users.some(({ id = '' }) => !going.has(id))) return;
  const Tags = [{ Key: REGIONS_TAG, Value: others.join(' ') }];
  await aws.client(IAMClient).send(new TagRoleCommand({ RoleName: name, Tags }));
}
