import { IAMClient, paginateListRolePolicies } from '@aws-sdk/client-iam';
import { unlessNotFound } from '../../aws/not-found.ts';
import { inlinePolicyName } from '../desired/desired-state.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** A role, and the policies of ours that are on it. */
export async function rolePoliciesSide({ aws, project }: DeploymentTarget, RoleName: string): Promise<ResourceKey[]> {
  const client = aws.client(IAMClient);
  const list = async () => {
    const names: string[] = [];
    for await (const page of paginateListRolePolicies({ client }, { RoleName }))
      names.push(...(page.PolicyNames ?? []));
    return names;
  };
  const policies = (await unlessNotFound(list())) ?? [];
  return [
    { kind: 'role', name: RoleName },
    { kind: 'managed policies', name: RoleName },
    ...policies
      .filter((name) => name.startsWith(inlinePolicyName(project, '')))
      .map((name): ResourceKey => ({ kind: 'inline policy', name: `${RoleName}/${name}` })),
  ];
}
