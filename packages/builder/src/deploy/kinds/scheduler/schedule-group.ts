import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-scheduler';
import { arnOf } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { pollUntilDefined } from '../../../aws/retry-until-consistent.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import { scheduleGroupName } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';
import { readFunctionTags } from '../function/function-tags.ts';
import { hasSchedulesMark, removeSchedulesMark } from './schedules-mark.ts';

/** The settings of a group of schedules. */
export interface ScheduleGroupSettings {
  readonly tags: Tags;
}

/** The group of all schedules of a function. Schedules have no tags, but their group has. */
export const scheduleGroup: Kind<ScheduleGroupSettings> = {
  // All schedules in it go with it.
  retain: true,

  async read(target, name, desired): Promise<ActualResource<ScheduleGroupSettings> | undefined> {
    const { aws } = target;
    const group = await getGroup(aws, name);
    if (group?.State === 'DELETING') await waitUntilDeleted(aws, name);
    if (group === undefined || group.State === 'DELETING') {
      // A removal was interrupted: only the mark is left.
      const isMarked = hasSchedulesMark(await readFunctionTags(target));
      return isMarked ? { owner: target.identity, settings: { tags: {} }, attributes: {} } : undefined;
    }
    const { Arn: arn = '' } = group;
    const tags = confirmedTags(aws, arn, desired) ?? (await readTags(aws, arn));
    return { owner: ownerOf(tags), settings: { tags }, attributes: { arn } };
  },

  async create({ aws }, name, { tags }) {
    await aws.client(SchedulerClient).send(new CreateScheduleGroupCommand({ Name: name, Tags: tagList(tags) }));
    return {};
  },

  async update(target, name, { tags: desired }, { actual }) {
    if (actual.attributes.arn === undefined) return scheduleGroup.create(target, name, { tags: desired });
    const client = target.aws.client(SchedulerClient);
    const ResourceArn = scheduleGroupArn(target);
    await updateTags(actual.settings.tags, desired, {
      tag: (tags) => client.send(new TagResourceCommand({ ResourceArn, Tags: tagList(tags) })),
      untag: (TagKeys) => client.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    });
    return {};
  },

  async remove(target, name, { attributes }) {
    const { aws } = target;
    if (attributes.arn !== undefined) {
      // Another command may have deleted it.
      await undefinedIfNotFound(aws.client(SchedulerClient).send(new DeleteScheduleGroupCommand({ Name: name })));
      await waitUntilDeleted(aws, name);
    }
    // It goes last. Until then, the mark leads to the role too.
    await removeSchedulesMark(target);
  },
};

/** The ARN of the group of the function's schedules. */
export function scheduleGroupArn({ aws, identity }: Pick<DeploymentTarget, 'aws' | 'identity'>): string {
  return arnOf(aws, 'scheduler', `schedule-group/${scheduleGroupName(identity)}`);
}

async function readTags(aws: Aws, ResourceArn: string): Promise<Tags> {
  return tagsOf((await aws.client(SchedulerClient).send(new ListTagsForResourceCommand({ ResourceArn }))).Tags);
}

async function getGroup(aws: Aws, Name: string) {
  return undefinedIfNotFound(aws.client(SchedulerClient).send(new GetScheduleGroupCommand({ Name })));
}

async function waitUntilDeleted(aws: Aws, name: string): Promise<undefined> {
  const isDeleted = await pollUntilDefined(
    async () => ((await getGroup(aws, name)) === undefined ? true : undefined),
    aws.pause,
  );
  if (isDeleted !== undefined) return undefined;
  throw new AwsError(`schedule group ${name} is not deleted after five minutes: run the command again later`);
}
