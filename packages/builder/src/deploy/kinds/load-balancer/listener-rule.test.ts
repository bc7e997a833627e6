import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { tagList } from '../../resource/tags.ts';
import { listenerRule } from './listener-rule.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
afterEach(() => elb.reset());

const actual = { owner: testIdentity, settings: {}, attributes: { arn: 'arn:rule' } };

describe('a listener rule', () => {
  const settings = {
    path: ['/build'],
    host: [],
    priority: 20,
    targetGroup: 'arn:group',
    otherConditions: null,
    otherActions: null,
    tags: testTags,
  };

  it('is found by its tag, with twenty rules per request', async () => {
    const Rules = Array.from({ length: 45 }, (_, index) => ({ RuleArn: `arn:rule/${index}`, Priority: `${index}` }));
    elb.on(DescribeRulesCommand).resolves({ Rules });
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn) => ({
        ResourceArn,
        Tags: ResourceArn === 'arn:rule/44' ? tagList(testTags) : [],
      })),
    }));
    expect(await listenerRule.read(testTarget(), 'arn:listener', undefined)).toMatchObject({
      attributes: { arn: 'arn:rule/44' },
    });
    expect(elb.commandCalls(DescribeTagsCommand).map(({ args }) => args[0].input.ResourceArns?.length)).toEqual([
      20, 20, 5,
    ]);
  });

  it('changes its priority in a separate call', async () => {
    elb.on(ModifyRuleCommand).resolves({});
    elb.on(SetRulePrioritiesCommand).resolves({});
    await listenerRule.update(testTarget(), 'arn:listener', settings, { actual, changed: new Set(['priority']) });
    expect(elb.commandCalls(SetRulePrioritiesCommand)[0]?.args[0].input).toEqual({
      RulePriorities: [{ RuleArn: 'arn:rule', Priority: 20 }],
    });
    expect(elb.commandCalls(ModifyRuleCommand)).toHaveLength(0);
  });

  it('shows conditions and weights that others have added, and replaces only what differs', async () => {
    const host = { Field: 'host-header', HostHeaderConfig: { RegexValues: ['^example'] } };
    const path = { Field: 'path-pattern', PathPatternConfig: { Values: ['/build'] } };
    const TargetGroups = [
      { TargetGroupArn: 'arn:group', Weight: 1 },
      { TargetGroupArn: 'arn:theirs', Weight: 9 },
    ];
    const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
    elb.on(DescribeRulesCommand).resolves({
      Rules: [{ RuleArn: 'arn:rule', Priority: '20', Conditions: [host, path], Actions }],
    });
    elb.on(DescribeTagsCommand).resolves({ TagDescriptions: [{ ResourceArn: 'arn:rule', Tags: tagList(testTags) }] });
    expect((await listenerRule.read(testTarget(), 'arn:listener', undefined))?.settings).toEqual({
      ...settings,
      otherConditions: [host],
      otherActions: Actions,
    });
    elb.on(ModifyRuleCommand).resolves({});
    await listenerRule.update(testTarget(), 'arn:listener', settings, {
      actual,
      changed: new Set(['otherConditions']),
    });
    expect(elb.commandCalls(ModifyRuleCommand)[0]?.args[0].input).toEqual({ RuleArn: 'arn:rule', Conditions: [path] });
  });

  it('has the conditions that the configuration has, and replaces them together', async () => {
    elb.on(ModifyRuleCommand).resolves({});
    const both = { ...settings, path: ['/api/*', '/v2/*'], host: ['*.example.org'] };
    await listenerRule.update(testTarget(), 'arn:listener', both, { actual, changed: new Set(['host']) });
    const Conditions = [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*', '/v2/*'] } },
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.org'] } },
    ];
    expect(elb.commandCalls(ModifyRuleCommand)[0]?.args[0].input).toEqual({ RuleArn: 'arn:rule', Conditions });
    elb.on(DescribeRulesCommand).resolves({
      Rules: [
        {
          RuleArn: 'arn:rule',
          Priority: '20',
          Conditions,
          Actions: [{ Type: 'forward', TargetGroupArn: 'arn:group' }],
        },
      ],
    });
    elb.on(DescribeTagsCommand).resolves({ TagDescriptions: [{ ResourceArn: 'arn:rule', Tags: tagList(testTags) }] });
    expect((await listenerRule.read(testTarget(), 'arn:listener', undefined))?.settings).toEqual(both);
  });
});
