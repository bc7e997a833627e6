import { ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { isDenied, isUnreadableResponse } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { describeOwner, ownerOf, PROJECT_TAG } from '../../resource/identity.ts';
import { projectOfImageTag } from '../../resource/ids.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { tagsOf } from '../../resource/tags.ts';
import { functionAsUser, listFunctionVersions } from './functions.ts';
import type { FindUsers, User } from './user.ts';

/**
 * The users of a repository: functions whose image is in it, stages of the project that will deploy from it again,
 * and whoever pushed images that are not the project's.
 */
export const repositoryUsers: FindUsers = async (target, { name }) => {
  const users = await Promise.all([functionsFrom(target.aws, name), siblings(target), imagesOfOthers(target, name)]);
  return users.flat();
};

async function functionsFrom(aws: Aws, repository: string): Promise<User[]> {
  const users: User[] = [];
  for (const version of await listFunctionVersions(aws)) {
    const { FunctionName, Version: Qualifier, PackageType } = version;
    if (PackageType === 'Zip') continue;
    const get = new GetFunctionCommand({ FunctionName, Qualifier });
    const user = functionAsUser(aws, version);
    try {
      const response = await undefinedIfNotFound(aws.client(LambdaClient).send(get));
      if (repositoryOf(response?.Code?.ImageUri, aws) === repository) users.push(user);
    } catch (error) {
      if (!isDenied(error)) throw error;
      users.push({ ...user, description: `${user.description}, whose image cannot be read` });
    }
  }
  return users;
}

/** The name of the repository of an image of this account; undefined if the image is somewhere else. */
function repositoryOf(uri: string | undefined, { account, region }: Aws): string | undefined {
  const [, owner, host = '', name] = /^(\d{12})\.dkr[.-]ecr([^/]*)\/([^@:]+)/.exec(uri ?? '') ?? [];
  return owner === account && host.includes(region) ? name : undefined;
}

/** The other stages of the project that have resources in this region. */
async function siblings(target: DeploymentTarget): Promise<User[]> {
  const client = target.aws.client(ResourceGroupsTaggingAPIClient);
  const TagFilters = [{ Key: PROJECT_TAG, Values: [target.identity.project] }];
  const users: User[] = [];
  try {
    for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, { TagFilters })) {
      for (const owner of ResourceTagMappingList.map(({ Tags }) => ownerOf(tagsOf(Tags)))) {
        // The repository itself has no stage. The functions of this stage go with it, or are found by their images.
        if (owner?.stage === undefined || owner.stage === target.identity.stage) continue;
        users.push({ description: `the stage ${describeOwner({ ...owner, function: undefined })}` });
      }
    }
  } catch (error) {
    // Some emulators fail at this call in some regions.
    if (!isUnreadableResponse(error)) throw error;
  }
  return users;
}

async function imagesOfOthers({ aws, identity }: DeploymentTarget, repositoryName: string): Promise<User[]> {
  const users: User[] = [];
  for await (const page of paginateDescribeImages({ client: aws.client(ECRClient) }, { repositoryName })) {
    for (const { imageTags = [] } of page.imageDetails ?? []) {
      if (imageTags.length === 0 || imageTags.some((tag) => projectOfImageTag(tag) === identity.project)) continue;
      users.push({ description: `image ${imageTags.join(', ')}, which this project did not push` });
    }
  }
  return users;
}
