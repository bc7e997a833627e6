import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutLifecyclePolicyCommand,
  paginateDescribeImages,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import { isUnreadableResponse } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { CONFIGURED_TAGS_TAG, updateTags } from '../../resource/configured-tags.ts';
import { ContentsError, describeContents } from '../../resource/contents.ts';
import { ownerOf } from '../../resource/identity.ts';
import { projectOfImageTag } from '../../resource/ids.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of the repository that the image is pushed to. */
export interface RepositorySettings {
  /** Our part of the lifecycle policy; null: none. https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html */
  readonly lifecycle: object | null;
  /** All stages and functions of the project share the repository, so only the tags that name the project are kept. */
  readonly tags: Tags;
  /** The tags that a new repository gets in addition. They are not compared: stages may configure different ones. */
  readonly creationTags?: Tags;
}

/** An ECR repository with its lifecycle policy. */
export const repository: Kind<RepositorySettings> = {
  retain: true,

  async read({ aws, identity }, name, desired): Promise<ActualResource<RepositorySettings> | undefined> {
    const ecr = aws.client(ECRClient);
    const response = await undefinedIfNotFound(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })));
    const arn = response?.repositories?.[0]?.repositoryArn;
    if (arn === undefined) return undefined;
    const [lifecycle, { tags: list }, images] = await Promise.all([
      readLifecycle(aws, name),
      ecr.send(new ListTagsForResourceCommand({ resourceArn: arn })),
      countImages(aws, name, identity.project),
    ]);
    const { [CONFIGURED_TAGS_TAG]: _, ...tags } = tagsOf(list);
    const settings = {
      ...('all' in lifecycle ? { lifecycle: ourRules(lifecycle.all, desired?.lifecycle) } : {}),
      tags,
    };
    const holds = describeContents({ images });
    return {
      owner: ownerOf(tags),
      isShared: true,
      settings,
      attributes: { arn },
      contents: { images },
      ...(holds === undefined ? {} : { holds }),
    };
  },

  async create(target, name, settings) {
    const ecr = target.aws.client(ECRClient);
    await ecr.send(
      new CreateRepositoryCommand({
        repositoryName: name,
        tags: tagList({ ...settings.creationTags, ...settings.tags }),
      }),
    );
    await putLifecycle(target.aws, name, settings.lifecycle);
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    if (changed.has('lifecycle')) await putLifecycle(target.aws, name, settings.lifecycle);
    if (changed.has('tags')) {
      const ecr = target.aws.client(ECRClient);
      const resourceArn = actual.attributes.arn;
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (tags) => ecr.send(new TagResourceCommand({ resourceArn, tags: tagList(tags) })),
        untag: (tagKeys) => ecr.send(new UntagResourceCommand({ resourceArn, tagKeys })),
      });
    }
    return {};
  },

  async remove({ aws, identity }, name) {
    const { others } = await countImages(aws, name, identity.project);
    if (others > 0) {
      throw new ContentsError(
        `it contains images that this project did not push (${others}): delete them when no function uses them`,
      );
    }
    await aws.client(ECRClient).send(new DeleteRepositoryCommand({ repositoryName: name, force: true }));
  },
};

/** Counts the images that the project pushed, and all others. An image without a tag expires, whoever pushed it. */
async function countImages(
  aws: Aws,
  repositoryName: string,
  project: string,
): Promise<{ ours: number; others: number }> {
  const counts = { ours: 0, others: 0 };
  for await (const page of paginateDescribeImages({ client: aws.client(ECRClient) }, { repositoryName })) {
    for (const { imageTags = [] } of page.imageDetails ?? []) {
      counts[imageTags.every((tag) => projectOfImageTag(tag) === project) ? 'ours' : 'others'] += 1;
    }
  }
  return counts;
}

/** A lifecycle policy; see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html. */
interface LifecyclePolicy {
  readonly rules: readonly { readonly rulePriority: number; readonly description?: string }[];
}

/** Our part of a lifecycle policy. Others may have rules in it too; ours are recognized by their descriptions. */
function ourRules(all: LifecyclePolicy | null, desired: object | null | undefined): object | null {
  const wanted = rulesOf(desired);
  const ours = (all?.rules ?? []).flatMap((rule) => {
    const match = wanted.find(({ description }) => description === rule.description);
    // The rules of others may have changed its position.
    return match === undefined ? [] : [{ ...rule, rulePriority: match.rulePriority }];
  });
  return ours.length === 0 ? null : { rules: ours };
}

function rulesOf(policy: object | null | undefined): LifecyclePolicy['rules'] {
  return (policy as LifecyclePolicy | null | undefined)?.rules ?? [];
}

/**
 * Reads the whole lifecycle policy. The result is empty if the policy cannot be read; then it is not compared either.
 */
async function readLifecycle(aws: Aws, repositoryName: string): Promise<{ all: LifecyclePolicy | null } | object> {
  const get = new GetLifecyclePolicyCommand({ repositoryName });
  try {
    const response = await undefinedIfNotFound(aws.client(ECRClient).send(get));
    return { all: JSON.parse(response?.lifecyclePolicyText ?? 'null') };
  } catch (error) {
    if (isUnreadableResponse(error)) return {};
    throw error;
  }
}

/** Adds our rules to the lifecycle policy as it is now, each at the first free position. */
async function putLifecycle(aws: Aws, repositoryName: string, policy: object | null): Promise<void> {
  if (policy === null) return;
  await changeShared(aws, async () => {
    const current = await readLifecycle(aws, repositoryName);
    const wanted = rulesOf(policy);
    const isOurs = (description: string | undefined) => wanted.some((rule) => rule.description === description);
    const rules = rulesOf('all' in current ? current.all : null).filter(({ description }) => !isOurs(description));
    for (const rule of wanted) rules.push({ ...rule, rulePriority: freePriority(rules) });
    const lifecyclePolicyText = JSON.stringify({ rules });
    await aws.client(ECRClient).send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  });
}

function freePriority(rules: LifecyclePolicy['rules']): number {
  const taken = new Set(rules.map(({ rulePriority }) => rulePriority));
  let priority = 1;
  while (taken.has(priority)) priority += 1;
  return priority;
}
