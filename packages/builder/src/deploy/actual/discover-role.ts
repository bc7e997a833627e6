import { IAMClient, paginateListRolePolicies } from '@aws-sdk/client-iam';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { inlinePolicyName } from '../resource/ownership.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** A role, and the policies of ours that are on it. */
export async function discoverRole({ aws, project }: DeploymentTarget, RoleName: string): Promise<ResourceKey[]> {
  const client = aws.client(IAMClient);
  const list = async () => {
    const names: string[] = [];
    for await (const page of paginateListRolePolicies({ client }, { RoleName }))
      names.push(...(page.PolicyNames ?? []));
    return names;
  };
  const policies = (await undefinedIfNotFound(list())) ?? [];
  return [
    { kind: 'role', name: RoleName },
    { kind: 'managed policies', name: RoleName },
    ...policies
      .filter((name) => name.startsWith(inlinePolicyName(project, '')))
      .map((name): ResourceKey => ({ kind: 'inline policy', name: `${RoleName}/${name}` })),
  ];
}
