import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { projectTag } from './ownership.ts';
import type { Site } from './resource.ts';

/**
 * The ARNs of all that carries the project's tag in this region, except roles, which this API of AWS doesn't know. What
 * was tagged in the last seconds may be missing.
 */
export async function taggedArns({ aws, project }: Site): Promise<string[]> {
  const client = aws.client(ResourceGroupsTaggingAPIClient);
  const arns: string[] = [];
  const TagFilters = [{ Key: projectTag, Values: [project] }];
  for await (const page of paginateGetResources({ client }, { TagFilters })) {
    arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => ResourceARN));
  }
  return arns;
}
