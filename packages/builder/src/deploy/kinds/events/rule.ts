import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  PutRuleCommand,
  type RuleState,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a rule that invokes the function on a schedule. */
export interface RuleSettings {
  readonly schedule: string;
  /** ENABLED or DISABLED. */
  readonly state: string;
  /** The pattern of events that match too, as JSON; null: none. */
  readonly pattern: string | null;
  readonly tags: Tags;
}

/** An EventBridge rule on the default bus. */
export const rule: Kind<RuleSettings> = {
  async read(target, name): Promise<ActualResource<RuleSettings> | undefined> {
    const events = target.aws.client(EventBridgeClient);
    const response = await undefinedIfNotFound(events.send(new DescribeRuleCommand({ Name: name })));
    if (response === undefined) return undefined;
    const tags = tagsOf(
      (await events.send(new ListTagsForResourceCommand({ ResourceARN: ruleArn(target, name) }))).Tags,
    );
    const { ScheduleExpression: schedule = '', State: state = '', EventPattern: pattern = null } = response;
    const settings = { schedule, state, pattern, tags };
    return { owner: ownerOf(tags), settings, attributes: {} };
  },

  async create({ aws }, name, settings) {
    const put = new PutRuleCommand({ Name: name, ...contentsOf(settings), Tags: tagList(settings.tags) });
    await changeShared(aws, () => aws.client(EventBridgeClient).send(put));
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    const events = target.aws.client(EventBridgeClient);
    if (['schedule', 'state', 'pattern'].some((setting) => changed.has(setting))) {
      await changeShared(target.aws, async () => {
        // The call replaces the whole rule, so it repeats the parts that we do not manage.
        const { Description, RoleArn } = await events.send(new DescribeRuleCommand({ Name: name }));
        await events.send(new PutRuleCommand({ Name: name, ...contentsOf(settings), Description, RoleArn }));
      });
    }
    if (changed.has('tags')) {
      const ResourceARN = ruleArn(target, name);
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (tags) => events.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) })),
        untag: (TagKeys) => events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, name) {
    await aws.client(EventBridgeClient).send(new DeleteRuleCommand({ Name: name }));
  },
};

function contentsOf({ schedule, state, pattern }: RuleSettings) {
  return {
    ScheduleExpression: schedule,
    // The configuration has been validated.
    State: state as RuleState,
    ...(pattern === null ? {} : { EventPattern: pattern }),
  };
}

/** The ARN of a rule on the default bus. */
export function ruleArn({ aws }: Pick<DeploymentTarget, 'aws'>, name: string): string {
  return arnOf(aws, 'events', `rule/${name}`);
}
