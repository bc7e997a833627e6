import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { digest, PROJECT_TAG, type Tags, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';

/** The managed policies of a role. */
export interface ManagedPoliciesSettings {
  /** ARNs, in order of their names. */
  readonly policies: readonly string[];
}

/**
 * The managed policies that we attached to a role; its name is the role's. An attachment has no tags, so a tag of the
 * role says which ones are ours; what others attached stays.
 */
export const managedPolicies: Kind<ManagedPoliciesSettings> = {
  async read({ aws }, role, wanted): Promise<ActualResource<ManagedPoliciesSettings> | undefined> {
    const answer = await undefinedIfNotFound(aws.client(IAMClient).send(new GetRoleCommand({ RoleName: role })));
    if (answer === undefined) return undefined;
    const tags = tagsOf(answer.Role?.Tags);
    const attached = await attachedTo(aws, role);
    const policies = attached.filter((arn) => markOf(arn) in tags || wanted?.policies?.includes(arn));
    return { owner: tags[PROJECT_TAG], settings: { policies }, attributes: tags };
  },

  async create({ aws }, role, { policies }) {
    for (const policy of policies) await attach(aws, role, policy, {});
    return {};
  },

  async update({ aws }, role, { policies }, { actual }) {
    const attached = actual.settings.policies ?? [];
    for (const policy of policies) if (!attached.includes(policy)) await attach(aws, role, policy, actual.attributes);
    for (const policy of attached) if (!policies.includes(policy)) await detach(aws, role, policy);
    return {};
  },

  async remove({ aws }, role, actual) {
    for (const policy of actual.settings.policies ?? []) await detach(aws, role, policy);
  },
};

async function attachedTo(aws: Aws, RoleName: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: aws.client(IAMClient) }, { RoleName })) {
    arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = '' }) => PolicyArn));
  }
  return arns.sort();
}

function markOf(policy: string): string {
  return `alr:policy:${digest(policy)}`;
}

// The mark is there as long as the attachment, and a little longer: so none of ours is ever taken for somebody else's.
async function attach(aws: Aws, RoleName: string, PolicyArn: string, tags: Tags): Promise<void> {
  const iam = aws.client(IAMClient);
  if (!(markOf(PolicyArn) in tags)) {
    const Tags = [{ Key: markOf(PolicyArn), Value: PolicyArn.slice(-256) }];
    await iam.send(new TagRoleCommand({ RoleName, Tags }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function detach(aws: Aws, RoleName: string, PolicyArn: string): Promise<void> {
  const iam = aws.client(IAMClient);
  await undefinedIfNotFound(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: [markOf(PolicyArn)] }));
}
