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
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a rule that invokes the function on a schedule. */
export interface RuleSettings {
  readonly schedule: string;
  /** ENABLED or DISABLED. */
  readonly state: string;
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
    const settings = { schedule: response.ScheduleExpression ?? '', state: response.State ?? '', tags };
    return { owner: ownerOf(tags), settings, attributes: {} };
  },

  async create({ aws }, name, { schedule, state, tags }) {
    await aws.client(EventBridgeClient).send(
      new PutRuleCommand({
        Name: name,
        ScheduleExpression: schedule,
        // The configuration has been validated.
        State: state as RuleState,
        Tags: tagList(tags),
      }),
    );
    return {};
  },

  async update(target, name, { schedule, state, tags: desired }, { actual, changed }) {
    const events = target.aws.client(EventBridgeClient);
    // The configuration has been validated.
    const State = state as RuleState;
    await events.send(new PutRuleCommand({ Name: name, ScheduleExpression: schedule, State }));
    if (changed.has('tags')) {
      const ResourceARN = ruleArn(target, name);
      await updateTags(actual.settings.tags, desired, {
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

/** The ARN of a rule on the default bus. */
export function ruleArn({ aws }: Pick<DeploymentTarget, 'aws'>, name: string): string {
  return arnOf(aws, 'events', `rule/${name}`);
}
