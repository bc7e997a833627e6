import { IAMClient, paginateListRolePolicies } from '@aws-sdk/client-iam';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { isInlinePolicyOf } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { emptyIfForbidden } from './empty-if-forbidden.ts';

/** A role, its managed policies, and those of its inline policies that have a name of ours. */
export async function discoverRole({ aws, identity }: DeploymentTarget, RoleName: string): Promise<ResourceKey[]> {
  const client = aws.client(IAMClient);
  const listPolicies = async () => {
    const names: string[] = [];
    for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
      names.push(...PolicyNames);
    }
    return names;
  };
  const policies = (await undefinedIfNotFound(emptyIfForbidden(listPolicies()))) ?? [];
  return [
    { kind: 'role', name: RoleName },
    { kind: 'managed policies', name: RoleName },
    ...policies
      .filter((name) => isInlinePolicyOf(identity, name))
      .map((name): ResourceKey => ({ kind: 'inline policy', name: `${RoleName}/${name}` })),
  ];
}
