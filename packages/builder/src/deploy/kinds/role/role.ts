import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { PROJECT_TAG, type Tags, tagList, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** The role that the function runs as. */
export interface IamRoleSettings {
  /** Who may take the role: the trust policy. */
  readonly trust: object;
  readonly tags: Tags;
}

/** An IAM role; what it may do are resources of their own. */
export const role: Kind<IamRoleSettings> = {
  async read({ aws }, name): Promise<ActualResource<IamRoleSettings> | undefined> {
    const answer = await undefinedIfNotFound(aws.client(IAMClient).send(new GetRoleCommand({ RoleName: name })));
    if (answer?.Role?.Arn === undefined) return undefined;
    const tags = tagsOf(answer.Role.Tags);
    const trust = JSON.parse(decodeURIComponent(answer.Role.AssumeRolePolicyDocument ?? 'null'));
    return { owner: tags[PROJECT_TAG], settings: { trust, tags }, attributes: { arn: answer.Role.Arn } };
  },

  async create({ aws }, name, { trust, tags }) {
    const create = new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Tags: tagList(tags),
    });
    const { Role } = await aws.client(IAMClient).send(create);
    return { arn: Role?.Arn ?? '' };
  },

  async update({ aws }, name, { trust, tags: wanted }, { actual, changed }) {
    const iam = aws.client(IAMClient);
    if (changed.has('trust')) {
      const PolicyDocument = JSON.stringify(trust);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument }));
    }
    if (changed.has('tags')) {
      await updateTags(actual.settings.tags, wanted, {
        tag: (tags) => iam.send(new TagRoleCommand({ RoleName: name, Tags: tagList(tags) })),
        untag: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName: name, TagKeys })),
      });
    }
    return actual.attributes;
  },

  async remove(target, name) {
    await strip(target, name);
    await target.aws.client(IAMClient).send(new DeleteRoleCommand({ RoleName: name }));
  },
};

/** IAM deletes no role that has policies; what others attached to our role goes with it. */
async function strip({ aws }: DeploymentTarget, RoleName: string): Promise<void> {
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
