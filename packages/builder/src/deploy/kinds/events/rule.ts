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
import { arnOf, parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';

/** The settings of a rule that invokes the function on a schedule, or for events. */
export interface RuleSettings {
  /** Null: none. */
  readonly schedule: string | null;
  /** ENABLED or DISABLED. */
  readonly state: string;
  /** The pattern of the events that match, as JSON in its canonical form; null: none. */
  readonly pattern: string | null;
  readonly tags: Tags;
}

/** An EventBridge rule. The resource's name is that of the rule, or `BUS/RULE` if it is not on the default bus. */
export const rule: Kind<RuleSettings> = {
  async read(target, name, desired): Promise<ActualResource<RuleSettings> | undefined> {
    const events = target.aws.client(EventBridgeClient);
    const response = await undefinedIfNotFound(events.send(new DescribeRuleCommand(ruleKey(name))));
    if (response === undefined) return undefined;
    const tags = confirmedTags(target.aws, ruleArn(target, name), desired) ?? (await readTags(target, name));
    const { ScheduleExpression: schedule = null, State: state = '', EventPattern } = response;
    const pattern = EventPattern === undefined ? null : canonicalText(EventPattern);
    const settings = { schedule, state, pattern, tags };
    return { owner: ownerOf(tags), settings, attributes: {} };
  },

  async create({ aws }, name, settings) {
    const put = new PutRuleCommand({ ...ruleKey(name), ...contentsOf(settings), Tags: tagList(settings.tags) });
    await changeShared(aws, () => aws.client(EventBridgeClient).send(put));
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    const events = target.aws.client(EventBridgeClient);
    if (['schedule', 'state', 'pattern'].some((setting) => changed.has(setting))) {
      await changeShared(target.aws, async () => {
        // The call replaces the whole rule, so it repeats the parts that we do not manage.
        const { Description, RoleArn } = await events.send(new DescribeRuleCommand(ruleKey(name)));
        await events.send(new PutRuleCommand({ ...ruleKey(name), ...contentsOf(settings), Description, RoleArn }));
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
    await aws.client(EventBridgeClient).send(new DeleteRuleCommand(ruleKey(name)));
  },
};

async function readTags(target: DeploymentTarget, name: string): Promise<Tags> {
  const list = new ListTagsForResourceCommand({ ResourceARN: ruleArn(target, name) });
  return tagsOf((await target.aws.client(EventBridgeClient).send(list)).Tags);
}

function contentsOf({ schedule, state, pattern }: RuleSettings) {
  return {
    ...(schedule === null ? {} : { ScheduleExpression: schedule }),
    // The configuration has been validated.
    State: state as RuleState,
    ...(pattern === null ? {} : { EventPattern: pattern }),
  };
}

/** What identifies a rule in calls. */
export function ruleKey(name: string): { readonly Name: string; readonly EventBusName?: string } {
  const { bus, rule: Name } = partsOfRuleName(name);
  return bus === undefined ? { Name } : { Name, EventBusName: bus };
}

/** The event bus, unless it is the default one, and the rule in the name of a resource. The name of a bus can have slashes. */
export function partsOfRuleName(name: string): { readonly bus?: string; readonly rule: string } {
  const slash = name.lastIndexOf('/');
  return slash === -1 ? { rule: name } : { bus: name.slice(0, slash), rule: name.slice(slash + 1) };
}

/** The name of the resource for the rule with this ARN. */
export function ruleOfArn(arn: string): string {
  return parseArn(arn)?.resource.replace(/^rule\//, '') ?? arn;
}

/** The ARN of a rule. */
export function ruleArn({ aws }: Pick<DeploymentTarget, 'aws'>, name: string): string {
  return arnOf(aws, 'events', `rule/${name}`);
}
