import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import { formerTargetGroupName } from '../../resource/ids.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';
import { isFormerOfFunction } from './target.ts';

/** The settings of a target group. */
export interface TargetGroupSettings {
  readonly tags: Tags;
}

/** A target group, to which a load balancer forwards requests for the function. */
export const targetGroup: Kind<TargetGroupSettings> = {
  async read(target, name): Promise<ActualResource<TargetGroupSettings> | undefined> {
    const elb = target.aws.client(ElasticLoadBalancingV2Client);
    const response = await undefinedIfNotFound(elb.send(new DescribeTargetGroupsCommand({ Names: [name] })));
    const arn = response?.TargetGroups?.[0]?.TargetGroupArn;
    if (arn === undefined) return undefined;
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    const tags = tagsOf(TagDescriptions?.[0]?.Tags);
    const owner = ownerOf(tags);
    // The name that version 1.0 used does not contain the stage.
    const isOfOthers = name === formerTargetGroupName(target.identity.project) && !isOurs({ owner }, target);
    const isFormer = isOfOthers && (await isFormerOfFunction(target, owner, arn));
    return { owner: isOfOthers && !isFormer ? undefined : owner, settings: { tags }, attributes: { arn } };
  },

  async create({ aws }, name, { tags }) {
    const create = new CreateTargetGroupCommand({ Name: name, TargetType: 'lambda', Tags: tagList(tags) });
    const { TargetGroups } = await aws.client(ElasticLoadBalancingV2Client).send(create);
    return { arn: TargetGroups?.[0]?.TargetGroupArn ?? '' };
  },

  async update({ aws }, _name, { tags: desired }, { actual }) {
    const elb = aws.client(ElasticLoadBalancingV2Client);
    const ResourceArns = [actual.attributes.arn ?? ''];
    await updateTags(actual.settings.tags, desired, {
      tag: (tags) => elb.send(new AddTagsCommand({ ResourceArns, Tags: tagList(tags) })),
      untag: (TagKeys) => elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys })),
    });
    return actual.attributes;
  },

  async remove({ aws }, _name, { attributes }) {
    const remove = new DeleteTargetGroupCommand({ TargetGroupArn: attributes.arn });
    await aws.client(ElasticLoadBalancingV2Client).send(remove);
  },
};

/** Lists the ARNs of the listeners of the load balancers that use a target group. */
export async function listListeners(aws: Aws, group: string): Promise<string[]> {
  const client = aws.client(ElasticLoadBalancingV2Client);
  const response = await undefinedIfNotFound(client.send(new DescribeTargetGroupsCommand({ Names: [group] })));
  const arns: string[] = [];
  for (const LoadBalancerArn of response?.TargetGroups?.[0]?.LoadBalancerArns ?? []) {
    for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
      arns.push(...Listeners.map(({ ListenerArn = '' }) => ListenerArn));
    }
  }
  return arns;
}
