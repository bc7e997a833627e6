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
import { PROJECT_TAG, type Tags, tagList, tagsOf } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** When the function is invoked. */
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
    const found = await undefinedIfNotFound(events.send(new DescribeRuleCommand({ Name: name })));
    if (found === undefined) return undefined;
    const tags = tagsOf(
      (await events.send(new ListTagsForResourceCommand({ ResourceARN: ruleArn(target, name) }))).Tags,
    );
    const settings = { schedule: found.ScheduleExpression ?? '', state: found.State ?? '', tags };
    return { owner: tags[PROJECT_TAG], settings, attributes: {} };
  },

  async create({ aws }, name, { schedule, state, tags }) {
    await aws.client(EventBridgeClient).send(
      new PutRuleCommand({
        Name: name,
        ScheduleExpression: schedule,
        // validated with the configuration
        State: state as RuleState,
        Tags: tagList(tags),
      }),
    );
    return {};
  },

  async update(target, name, { schedule, state, tags: wanted }, { actual, changed }) {
    const events = target.aws.client(EventBridgeClient);
    // validated with the configuration
    const State = state as RuleState;
    await events.send(new PutRuleCommand({ Name: name, ScheduleExpression: schedule, State }));
    if (changed.has('tags')) {
      const ResourceARN = ruleArn(target, name);
      await updateTags(actual.settings.tags, wanted, {
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
