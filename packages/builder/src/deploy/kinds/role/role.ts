import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The tag of a role, which is global, with the regions whose functions run as it. */
export const REGIONS_TAG = 'alr:regions';

/** The settings of the role that the function runs as. */
export interface IamRoleSettings {
  /** The trust policy: who may assume the role. */
  readonly trust: object;
  /** The region of the functions that run as it; another one if only that is recorded, and null if none is. */
  readonly region: string | null;
  /** AWS sets it only when the role is created. */
  readonly path?: string | undefined;
  /** The ARN of the permissions boundary; null: none; undefined keeps what the role has. */
  readonly boundary?: string | null | undefined;
  readonly tags: Tags;
}

/** An IAM role. Its policies are separate resources. */
export const role: Kind<IamRoleSettings> = {
  retain: true,

  async read({ aws }, name): Promise<ActualResource<IamRoleSettings> | undefined> {
    const response = await undefinedIfNotFound(aws.client(IAMClient).send(new GetRoleCommand({ RoleName: name })));
    if (response?.Role?.Arn === undefined) return undefined;
    const tags = tagsOf(response.Role.Tags);
    const trust = JSON.parse(decodeURIComponent(response.Role.AssumeRolePolicyDocument ?? 'null'));
    const regions = regionsOf(tags);
    return {
      owner: ownerOf(tags),
      settings: {
        trust,
        region: regions.includes(aws.region) ? aws.region : regions.join(' ') || null,
        path: response.Role.Path ?? '/',
        boundary: response.Role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
        tags,
      },
      attributes: { arn: response.Role.Arn, id: response.Role.RoleId ?? '' },
    };
  },

  async create({ aws }, name, { trust, path, boundary, tags }) {
    const create = new CreateRoleCommand({
      RoleName: name,
      ...(path !== undefined && path !== '/' && { Path: path }),
      ...(boundary && { PermissionsBoundary: boundary }),
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Tags: tagList({ ...tags, [REGIONS_TAG]: aws.region }),
    });
    const { Role } = await aws.client(IAMClient).send(create);
    return { arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' };
  },

  async update({ aws }, name, { trust, boundary, tags: desired }, { actual, changed }) {
    const iam = aws.client(IAMClient);
    if (changed.has('trust')) {
      const PolicyDocument = JSON.stringify(trust);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument }));
    }
    if (changed.has('region')) await recordRegion(aws, name);
    if (changed.has('boundary') && boundary) {
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: boundary }));
    }
    if (changed.has('tags')) {
      await updateTags(actual.settings.tags, desired, {
        tag: (tags) => iam.send(new TagRoleCommand({ RoleName: name, Tags: tagList(tags) })),
        untag: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName: name, TagKeys })),
      });
    }
    return actual.attributes;
  },

  async remove(target, name) {
    await removePolicies(target, name);
    await target.aws.client(IAMClient).send(new DeleteRoleCommand({ RoleName: name }));
  },
};

/** The regions that the tags of a role record; none for a role of version 1.0. */
export function regionsOf(tags: Tags | undefined): string[] {
  return (tags?.[REGIONS_TAG] ?? '').split(' ').filter((region) => region !== '');
}

/** Adds this region to those that the role records. They are read right before, because other regions change them too. */
async function recordRegion(aws: Aws, RoleName: string): Promise<void> {
  const iam = aws.client(IAMClient);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const regions = new Set([...regionsOf(tagsOf(Role?.Tags)), aws.region]);
  await iam.send(new TagRoleCommand({ RoleName, Tags: tagList({ [REGIONS_TAG]: [...regions].join(' ') }) }));
}

/** Removes all policies of our role, also those of others, because IAM does not delete a role that has policies. */
async function removePolicies({ aws }: DeploymentTarget, RoleName: string): Promise<void> {
  const client = aws.client(IAMClient);
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    for (const { PolicyArn } of page.AttachedPolicies ?? []) {
      await undefinedIfNotFound(client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
    }
  }
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      await undefinedIfNotFound(client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    }
  }
}
