import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { retryUntilConsistent } from '../../../aws/retry-until-consistent.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { PROJECT_TAG, type Tags, tagList, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';

/** What the load balancer forwards to. */
export interface TargetGroupSettings {
  readonly tags: Tags;
}

/** A load balancer's target group for a function. */
export const targetGroup: Kind<TargetGroupSettings> = {
  async read({ aws }, name): Promise<ActualResource<TargetGroupSettings> | undefined> {
    const elb = aws.client(ElasticLoadBalancingV2Client);
    const answer = await undefinedIfNotFound(elb.send(new DescribeTargetGroupsCommand({ Names: [name] })));
    const arn = answer?.TargetGroups?.[0]?.TargetGroupArn;
    if (arn === undefined) return undefined;
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    const tags = tagsOf(TagDescriptions?.[0]?.Tags);
    return { owner: tags[PROJECT_TAG], settings: { tags }, attributes: { arn } };
  },

  async create({ aws }, name, { tags }) {
    const create = new CreateTargetGroupCommand({ Name: name, TargetType: 'lambda', Tags: tagList(tags) });
    const { TargetGroups } = await aws.client(ElasticLoadBalancingV2Client).send(create);
    return { arn: TargetGroups?.[0]?.TargetGroupArn ?? '' };
  },

  async update({ aws }, _name, { tags: wanted }, { actual }) {
    const elb = aws.client(ElasticLoadBalancingV2Client);
    const ResourceArns = [actual.attributes.arn ?? ''];
    await updateTags(actual.settings.tags, wanted, {
      tag: (tags) => elb.send(new AddTagsCommand({ ResourceArns, Tags: tagList(tags) })),
      untag: (TagKeys) => elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys })),
    });
    return actual.attributes;
  },

  async remove({ aws }, _name, { attributes }) {
    const remove = new DeleteTargetGroupCommand({ TargetGroupArn: attributes.arn });
    await retryUntilConsistent(
      () => aws.client(ElasticLoadBalancingV2Client).send(remove),
      isInUseYet,
      aws.pause,
      30_000,
    );
  },
};

/** The load balancer forgets a rule a little after its removal. */
function isInUseYet({ name }: ServiceError): boolean {
  return name.startsWith('ResourceInUse');
}
