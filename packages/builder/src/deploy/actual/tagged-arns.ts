import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { isUnreadableResponse } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { ORIGIN_TAG, type Owner, ownerOf, PROJECT_TAG } from '../resource/identity.ts';
import { type Tags, tagsOf } from '../resource/tags.ts';

/** The ARN of a resource, and its owner according to its tags. */
export interface TaggedArn {
  readonly arn: string;
  readonly owner: Owner | undefined;
  readonly tags: Tags;
  /** The first name of a function that was renamed. */
  readonly origin?: string | undefined;
}

/**
 * The ARNs of all resources in this region that carry the tag of the project, except for roles, which this AWS API does
 * not cover. Resources that were tagged a moment ago may be missing; those connected to a function are found without it.
 */
export async function taggedArns(aws: Aws, project: string): Promise<TaggedArn[]> {
  const client = aws.client(ResourceGroupsTaggingAPIClient);
  const arns: TaggedArn[] = [];
  const TagFilters = [{ Key: PROJECT_TAG, Values: [project] }];
  try {
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      const list = page.ResourceTagMappingList ?? [];
      for (const { ResourceARN = '', Tags } of list) {
        const tags = tagsOf(Tags);
        arns.push({ arn: ResourceARN, owner: ownerOf(tags), tags, origin: tags[ORIGIN_TAG] });
      }
    }
    return arns;
  } catch (error) {
    // Some emulators fail at this call in some regions.
    if (isUnreadableResponse(error)) return [];
    throw error;
  }
}
