import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { isUnreadableResponse } from '../../aws/aws-error.ts';
import { PROJECT_TAG } from '../resource/ownership.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/**
 * The ARNs of all that carries the project's tag in this region, except roles, which this API of AWS doesn't know. What
 * was tagged a moment ago may be missing: what hangs together with the function is found without it too.
 */
export async function taggedArns({ aws, project }: DeploymentTarget): Promise<string[]> {
  const client = aws.client(ResourceGroupsTaggingAPIClient);
  const arns: string[] = [];
  const TagFilters = [{ Key: PROJECT_TAG, Values: [project] }];
  try {
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => ResourceARN));
    }
    return arns;
  } catch (error) {
    // An emulator that breaks down over this call, as some do in some regions.
    if (isUnreadableResponse(error)) return [];
    throw error;
  }
}
