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
import { ExpectedError } from '../../../terminal/expected-error.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import { projectOfImageTag } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of the repository that the image is pushed to. */
export interface RepositorySettings {
  /** The lifecycle policy; null: none. https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html */
  readonly lifecycle: object | null;
  readonly tags: Tags;
}

/** Other projects have pushed images to our repository. */
export class RepositoryInUseError extends ExpectedError {
  override get name(): string {
    return 'RepositoryInUseError';
  }
}

/** An ECR repository with its lifecycle policy. */
export const repository: Kind<RepositorySettings> = {
  retain: true,

  async read({ aws }, name): Promise<ActualResource<RepositorySettings> | undefined> {
    const ecr = aws.client(ECRClient);
    const response = await undefinedIfNotFound(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })));
    const arn = response?.repositories?.[0]?.repositoryArn;
    if (arn === undefined) return undefined;
    const [lifecycle, { tags: list }] = await Promise.all([
      readLifecycle(aws, name),
      ecr.send(new ListTagsForResourceCommand({ resourceArn: arn })),
    ]);
    const tags = tagsOf(list);
    return { owner: ownerOf(tags), settings: { ...lifecycle, tags }, attributes: { arn }, holds: 'its images' };
  },

  async create(target, name, settings) {
    const ecr = target.aws.client(ECRClient);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: name, tags: tagList(settings.tags) }));
    await putLifecycle(target, name, settings.lifecycle);
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    if (changed.has('lifecycle')) await putLifecycle(target, name, settings.lifecycle);
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
    const others = (await projectsIn(aws, name)).filter((each) => each !== identity.project);
    if (others.length > 0) {
      throw new RepositoryInUseError(
        `it contains images of other projects (${others.join(', ')}): delete them when no function uses them`,
      );
    }
    await aws.client(ECRClient).send(new DeleteRepositoryCommand({ repositoryName: name, force: true }));
  },
};

/** The projects that have pushed to a repository. All projects share one by default, because image.repo has a default. */
async function projectsIn(aws: Aws, repositoryName: string): Promise<string[]> {
  const projects = new Set<string>();
  for await (const page of paginateDescribeImages({ client: aws.client(ECRClient) }, { repositoryName })) {
    const tags = (page.imageDetails ?? []).flatMap(({ imageTags = [] }) => imageTags);
    for (const project of tags.map(projectOfImageTag)) if (project !== undefined) projects.add(project);
  }
  return [...projects].sort();
}

async function readLifecycle(aws: Aws, repositoryName: string): Promise<{ lifecycle?: object | null }> {
  const get = new GetLifecyclePolicyCommand({ repositoryName });
  try {
    const response = await undefinedIfNotFound(aws.client(ECRClient).send(get));
    return { lifecycle: JSON.parse(response?.lifecyclePolicyText ?? 'null') };
  } catch (error) {
    // There is a policy, but it cannot be compared.
    if (isUnreadableResponse(error)) return {};
    throw error;
  }
}

async function putLifecycle({ aws }: DeploymentTarget, name: string, policy: object | null): Promise<void> {
  if (policy === null) return;
  const put = new PutLifecyclePolicyCommand({ repositoryName: name, lifecyclePolicyText: JSON.stringify(policy) });
  await aws.client(ECRClient).send(put);
}
