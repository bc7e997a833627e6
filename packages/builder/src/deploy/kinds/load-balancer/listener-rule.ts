import {
  AddTagsCommand,
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  paginateDescribeRules,
  RemoveTagsCommand,
  type Rule,
  type RuleCondition,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { isOurs, ownerOf, TRIGGER_TAG } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type Tags, tagList, tagsOf } from '../../resource/tags.ts';
import { isFormerOfFunction } from './target.ts';

/** Which requests the load balancer forwards to the function. */
export interface ListenerRuleSettings {
  /** Path patterns of which a request must match one; empty: any path. */
  readonly path: readonly string[];
  /** Host patterns of which a request must match one; empty: any host. */
  readonly host: readonly string[];
  /** The position among the rules of the listener. */
  readonly priority: number;
  /** The ARN of the target group. */
  readonly targetGroup: string;
  /** Conditions that others have added; null: none. */
  readonly otherConditions: object | null;
  /** Actions that others have added, or the weights that they have set; null: none. */
  readonly otherActions: object | null;
  readonly tags: Tags;
}

/**
 * A rule of ours of a listener, recognized by its tags. The resource's name is the ARN of the listener, or
 * `ARN#QUALIFIER`.
 */
export const listenerRule: Kind<ListenerRuleSettings> = {
  async read(target, name): Promise<ActualResource<ListenerRuleSettings> | undefined> {
    const { listener, qualifier } = partsOfRule(name);
    const all = await listListenerRules(target.aws, listener);
    const ours =
      all.find(({ tags }) => isOurs({ owner: ownerOf(tags) }, target) && qualifierIn(tags) === qualifier) ??
      (qualifier === '' ? await findFormer(target, all) : undefined);
    if (ours === undefined) return undefined;
    const { rule, tags } = ours;
    return { owner: ownerOf(tags), settings: settingsOf(rule, tags), attributes: { arn: rule.RuleArn ?? '' } };
  },

  async create({ aws }, name, settings) {
    await aws.client(ElasticLoadBalancingV2Client).send(
      new CreateRuleCommand({
        ListenerArn: partsOfRule(name).listener,
        Priority: settings.priority,
        Conditions: conditionsOf(settings),
        Actions: actionsOf(settings),
        Tags: tagList(settings.tags),
      }),
    );
    return {};
  },

  async update({ aws }, _listener, settings, { actual, changed }) {
    const elb = aws.client(ElasticLoadBalancingV2Client);
    const RuleArn = actual.attributes.arn;
    const contents = {
      ...(['path', 'host', 'otherConditions'].some((each) => changed.has(each))
        ? { Conditions: conditionsOf(settings) }
        : {}),
      ...(changed.has('targetGroup') || changed.has('otherActions') ? { Actions: actionsOf(settings) } : {}),
    };
    // What is not sent stays as it is.
    if (Object.keys(contents).length > 0) await elb.send(new ModifyRuleCommand({ RuleArn, ...contents }));
    if (changed.has('priority')) {
      await elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: settings.priority }] }));
    }
    if (changed.has('tags')) {
      const ResourceArns = [RuleArn ?? ''];
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (tags) => elb.send(new AddTagsCommand({ ResourceArns, Tags: tagList(tags) })),
        untag: (TagKeys) => elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, _listener, { attributes }) {
    await aws.client(ElasticLoadBalancingV2Client).send(new DeleteRuleCommand({ RuleArn: attributes.arn }));
  },
};

/** The listener in the name of a rule, and the qualifier that distinguishes it from other rules of the function. */
export function partsOfRule(name: string): { listener: string; qualifier: string } {
  const [listener = '', qualifier = ''] = name.split('#');
  return { listener, qualifier };
}

/** The names of all of our rules of a listener. */
export async function listenerRulesOf(target: DeploymentTarget, listener: string): Promise<string[]> {
  const rules = await listListenerRules(target.aws, listener);
  return rules
    .filter(({ tags }) => isOurs({ owner: ownerOf(tags) }, target))
    .map(({ tags }) => [listener, qualifierIn(tags)].filter(Boolean).join('#'));
}

function qualifierIn(tags: Tags): string {
  return tags[TRIGGER_TAG] ?? '';
}

/** A rule of a listener with its tags. */
interface TaggedRule {
  readonly rule: Rule;
  readonly tags: Tags;
}

/** Finds the rule that version 1.0 created for our function. */
async function findFormer(target: DeploymentTarget, rules: readonly TaggedRule[]): Promise<TaggedRule | undefined> {
  for (const each of rules) {
    if (await isFormerOfFunction(target, ownerOf(each.tags), forwardedTo(each.rule))) return each;
  }
  return undefined;
}

function forwardedTo({ Actions }: Rule): string | undefined {
  return Actions?.find(({ Type }) => Type === 'forward')?.TargetGroupArn;
}

/** Lists the rules of a listener with their tags; none if there is no such listener. */
export async function listListenerRules(aws: Aws, ListenerArn: string): Promise<TaggedRule[]> {
  const client = aws.client(ElasticLoadBalancingV2Client);
  const list = async () => {
    const all: Rule[] = [];
    for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn })) all.push(...Rules);
    return all;
  };
  const rules = (await undefinedIfNotFound(list())) ?? [];
  const tags = new Map<string | undefined, Tags>();
  for (let start = 0; start < rules.length; start += 20) {
    // DescribeTags accepts at most 20 ARNs.
    const ResourceArns = rules.slice(start, start + 20).map(({ RuleArn = '' }) => RuleArn);
    const { TagDescriptions = [] } = await client.send(new DescribeTagsCommand({ ResourceArns }));
    for (const { ResourceArn, Tags } of TagDescriptions) tags.set(ResourceArn, tagsOf(Tags));
  }
  return rules.map((rule) => ({ rule, tags: tags.get(rule.RuleArn) ?? {} }));
}

function settingsOf({ Conditions = [], Actions = [], Priority }: Rule, tags: Tags): ListenerRuleSettings {
  const path = Conditions.find((condition) => condition.Field === 'path-pattern' && valuesOf(condition).length > 0);
  const host = Conditions.find((condition) => condition.Field === 'host-header' && valuesOf(condition).length > 0);
  const forward = Actions.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? [];
  const otherConditions = Conditions.filter((condition) => condition !== path && condition !== host);
  const otherActions = Actions.filter((action) => action !== forward || groups.length > 1);
  return {
    path: valuesOf(path),
    host: valuesOf(host),
    priority: Number(Priority),
    targetGroup: forward?.TargetGroupArn ?? groups[0]?.TargetGroupArn ?? '',
    otherConditions: otherConditions.length === 0 ? null : otherConditions,
    otherActions: otherActions.length === 0 ? null : otherActions,
    tags,
  };
}

/** The values of a condition for paths or hosts; none if it has regular expressions instead. */
function valuesOf(condition: RuleCondition | undefined): string[] {
  const { PathPatternConfig, HostHeaderConfig, Values } = condition ?? {};
  return PathPatternConfig?.Values ?? HostHeaderConfig?.Values ?? Values ?? [];
}

function conditionsOf({ path, host }: ListenerRuleSettings) {
  return [
    ...(path.length > 0 ? [{ Field: 'path-pattern', PathPatternConfig: { Values: [...path] } }] : []),
    ...(host.length > 0 ? [{ Field: 'host-header', HostHeaderConfig: { Values: [...host] } }] : []),
  ];
}

function actionsOf({ targetGroup }: ListenerRuleSettings) {
  return [{ Type: 'forward' as const, TargetGroupArn: targetGroup }];
}
