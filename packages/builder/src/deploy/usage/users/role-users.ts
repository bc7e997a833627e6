import type { Aws } from '../../../aws/connection.ts';
import { REGIONS_TAG, regionsOf } from '../../kinds/role/role.ts';
import { schedulerRoleName } from '../../resource/ids.ts';
import { type ActualResource, tagsIn } from '../../resource/resource.ts';
import { parseStatements } from '../../resource/resource-policy.ts';
import { functionAsUser, listFunctionVersions } from './functions.ts';
import type { FindUsers, User } from './user.ts';

/**
 * The users of a role. Roles are global: another region whose deployment recorded itself in the role's tag is a user,
 * and so is every function that runs as the role, a region that cannot be queried, and whoever else may assume the role.
 */
export const roleUsers: FindUsers = async ({ aws, identity }, { name, actual }) => {
  const others = regionsOf(tagsIn(actual.settings)).filter((region) => region !== aws.region);
  const lists = await Promise.all([
    functionsOrRefusal(aws, actual),
    ...others.map(async (region): Promise<User[]> => {
      const functions = await functionsOrRefusal(aws.inRegion(region), actual);
      // Only functions of this region can go in the same run.
      const users = functions.map(({ description }) => ({ description }));
      return users.length > 0 ? users : [{ description: `the deployment in ${region} (tag ${REGIONS_TAG})` }];
    }),
  ]);
  const service = name === schedulerRoleName(identity, aws.region) ? 'scheduler' : 'lambda';
  return [...lists.flat(), ...othersTrustedBy(actual, `${service}.amazonaws.com`)];
};

/**
 * Who else may assume a role, according to its trust policy.
 *
 * @param user the service that the role is for
 */
function othersTrustedBy({ settings }: ActualResource, user: string): User[] {
  const trust = 'trust' in settings ? JSON.stringify(settings.trust) : undefined;
  return parseStatements(trust)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => (isRecord(Principal) ? Object.values(Principal).flat() : [Principal]))
    .filter((principal) => principal !== undefined && principal !== user)
    .map((principal) => ({ description: `${String(principal)}, which may assume it` }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function functionsOrRefusal(aws: Aws, { attributes }: ActualResource): Promise<User[]> {
  try {
    return await functionsWithRole(aws, attributes.arn);
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    return [{ description: `functions in ${aws.region}, which cannot be listed (${reason})` }];
  }
}

/** The functions of a region, and versions of them, that run as the role with this ARN. */
export async function functionsWithRole(aws: Aws, arn: string | undefined): Promise<User[]> {
  const versions = await listFunctionVersions(aws);
  return versions.filter(({ Role }) => Role === arn).map((version) => functionAsUser(aws, version));
}
