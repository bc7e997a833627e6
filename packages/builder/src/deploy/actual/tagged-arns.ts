import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { isUnreadableResponse } from '../../aws/aws-error.ts';
import { mayBeOurs, ownerOf, PROJECT_TAG } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { tagsOf } from '../resource/tags.ts';

/**
 * The ARNs of all resources in this region that carry our tags, or those of version 1.0, except for roles, which this
 * AWS API does not cover. Resources that were tagged a moment ago may be missing; those connected to the function are
 * found without it.
 */
export async function taggedArns(target: DeploymentTarget): Promise<string[]> {
  const { aws, identity } = target;
  const client = aws.client(ResourceGroupsTaggingAPIClient);
  const arns: string[] = [];
  const TagFilters = [{ Key: PROJECT_TAG, Values: [identity.project] }];
  try {
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      const list = page.ResourceTagMappingList ?? [];
      const ours = list.filter(({ Tags }) => mayBeOurs({ owner: ownerOf(tagsOf(Tags)) }, target));
      arns.push(...ours.map(({ ResourceARN = '' }) => ResourceARN));
    }
    return arns;
  } catch (error) {
    // Some emulators fail at this call in some regions.
    if (isUnreadableResponse(error)) return [];
    throw error;
  }
}
