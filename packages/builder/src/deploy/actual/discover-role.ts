import { IAMClient, paginateListRolePolicies } from '@aws-sdk/client-iam';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { inlinePolicyName } from '../resource/ownership.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** A role, its managed policies, and those of its inline policies that have a name of ours. */
export async function discoverRole({ aws, project }: DeploymentTarget, RoleName: string): Promise<ResourceKey[]> {
  const client = aws.client(IAMClient);
  const listPolicies = async () => {
    const names: string[] = [];
    for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
      names.push(...PolicyNames);
    }
    return names;
  };
  const policies = (await undefinedIfNotFound(listPolicies())) ?? [];
  return [
    { kind: 'role', name: RoleName },
    { kind: 'managed policies', name: RoleName },
    ...policies
      .filter((name) => name.startsWith(inlinePolicyName(project, '')))
      .map((name): ResourceKey => ({ kind: 'inline policy', name: `${RoleName}/${name}` })),
  ];
}
