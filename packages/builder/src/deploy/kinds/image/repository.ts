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
import { PROJECT_TAG, projectOfImageTag, type Tags, tagList, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** The ECR repository that the image is pushed to. */
export interface RepositorySettings {
  /** https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html; null: none. */
  readonly lifecycle: object | null;
  readonly tags: Tags;
}

/** A repository of ours isn't ours alone any more. */
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
    const answer = await undefinedIfNotFound(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })));
    const arn = answer?.repositories?.[0]?.repositoryArn;
    if (arn === undefined) return undefined;
    const [lifecycle, { tags: list }] = await Promise.all([
      readLifecycle(aws, name),
      ecr.send(new ListTagsForResourceCommand({ resourceArn: arn })),
    ]);
    const tags = tagsOf(list);
    return { owner: tags[PROJECT_TAG], settings: { ...lifecycle, tags }, attributes: { arn }, holds: 'its images' };
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

  async remove({ aws, project }, name) {
    const others = (await projectsIn(aws, name)).filter((each) => each !== project);
    if (others.length > 0) {
      throw new RepositoryInUseError(`it holds images that the functions of others run: ${others.join(', ')}`);
    }
    await aws.client(ECRClient).send(new DeleteRepositoryCommand({ repositoryName: name, force: true }));
  },
};

/** The projects that have pushed to a repository: one may be shared, as image.repo has the same default for all. */
async function projectsIn(aws: Aws, repositoryName: string): Promise<string[]> {
  const projects = new Set<string>();
  for await (const page of paginateDescribeImages({ client: aws.client(ECRClient) }, { repositoryName })) {
    const tags = (page.imageDetails ?? []).flatMap(({ imageTags = [] }) => imageTags);
    for (const project of tags.map(projectOfImageTag)) if (project !== undefined) projects.add(project);
  }
  return [...projects].sort();
}

async function readLifecycle(aws: Aws, repositoryName: string): Promise<{ lifecycle?: object | null }> {
  const ask = new GetLifecyclePolicyCommand({ repositoryName });
  try {
    const answer = await undefinedIfNotFound(aws.client(ECRClient).send(ask));
    return { lifecycle: JSON.parse(answer?.lifecyclePolicyText ?? 'null') };
  } catch (error) {
    // there is one, and it can't be compared
    if (isUnreadableResponse(error)) return {};
    throw error;
  }
}

async function putLifecycle({ aws }: DeploymentTarget, name: string, policy: object | null): Promise<void> {
  if (policy === null) return;
  const put = new PutLifecyclePolicyCommand({ repositoryName: name, lifecyclePolicyText: JSON.stringify(policy) });
  await aws.client(ECRClient).send(put);
}
