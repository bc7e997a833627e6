import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { parseArn } from '../../aws/arn.ts';
import { isUnreadableResponse } from '../../aws/aws-error.ts';
import { mayBeOurs, type Owner, ownerOf, PROJECT_TAG } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { tagsOf } from '../resource/tags.ts';

/** The ARN of a resource, and its owner according to its tags. */
export interface TaggedArn {
  readonly arn: string;
  readonly owner: Owner | undefined;
}

/**
 * The ARNs of all resources in this region that carry our tags, or those of version 1.0, except for roles, which this
 * AWS API does not cover. Resources that were tagged a moment ago may be missing; those connected to the function are
 * found without it.
 */
export async function taggedArns(target: DeploymentTarget): Promise<TaggedArn[]> {
  const { aws, identity } = target;
  const client = aws.client(ResourceGroupsTaggingAPIClient);
  const arns: TaggedArn[] = [];
  const TagFilters = [{ Key: PROJECT_TAG, Values: [identity.project] }];
  try {
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      const list = page.ResourceTagMappingList ?? [];
      for (const { ResourceARN = '', Tags } of list) {
        const isShared = parseArn(ResourceARN)?.service === 'ecr';
        const owner = ownerOf(tagsOf(Tags));
        if (mayBeOurs({ owner, isShared }, target)) arns.push({ arn: ResourceARN, owner });
      }
    }
    return arns;
  } catch (error) {
    // Some emulators fail at this call in some regions.
    if (isUnreadableResponse(error)) return [];
    throw error;
  }
}
