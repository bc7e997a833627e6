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
import { digest } from '../../../aws/shorten.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import { type Tags, tagsOf } from '../../resource/tags.ts';

/** The settings of a role's managed policies. */
export interface ManagedPoliciesSettings {
  /** Sorted ARNs. */
  readonly policies: readonly string[];
}

/**
 * The managed policies that we attached to a role. The resource's name is that of the role. An attachment has no tags, so
 * a tag of the role marks each of ours; those that others attached stay.
 */
export const managedPolicies: Kind<ManagedPoliciesSettings> = {
  grow(desired, { policies = [] }) {
    const wanted = 'policies' in desired && Array.isArray(desired.policies) ? desired.policies : [];
    return { ...desired, policies: [...new Set([...wanted, ...policies])].sort() };
  },

  async read({ aws }, role, desired): Promise<ActualResource<ManagedPoliciesSettings> | undefined> {
    const response = await undefinedIfNotFound(aws.client(IAMClient).send(new GetRoleCommand({ RoleName: role })));
    if (response === undefined) return undefined;
    const tags = tagsOf(response.Role?.Tags);
    const attached = await attachedTo(aws, role);
    const policies = attached.filter((arn) => Object.hasOwn(tags, markerTag(arn)) || desired?.policies?.includes(arn));
    return { owner: ownerOf(tags), settings: { policies }, attributes: markersIn(tags) };
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

const MARKER_PREFIX = 'alr:policy:';

/** The tag of the role that marks an attachment as ours. */
function markerTag(policy: string): string {
  return `${MARKER_PREFIX}${digest(policy)}`;
}

function markersIn(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => name.startsWith(MARKER_PREFIX)));
}

// A marker is written before its policy is attached and removed after it is detached. So an attachment of ours is never
// without its marker, even if a deployment is interrupted.
async function attach(aws: Aws, RoleName: string, PolicyArn: string, markers: Tags): Promise<void> {
  const iam = aws.client(IAMClient);
  if (!Object.hasOwn(markers, markerTag(PolicyArn))) {
    const Tags = [{ Key: markerTag(PolicyArn), Value: PolicyArn.slice(-256) }];
    await iam.send(new TagRoleCommand({ RoleName, Tags }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function detach(aws: Aws, RoleName: string, PolicyArn: string): Promise<void> {
  const iam = aws.client(IAMClient);
  await undefinedIfNotFound(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: [markerTag(PolicyArn)] }));
}
