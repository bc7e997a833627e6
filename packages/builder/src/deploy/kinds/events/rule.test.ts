import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  PutRuleCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { type RuleSettings, rule } from './rule.ts';

const events = mockClient(EventBridgeClient);
afterEach(() => events.reset());

const settings: RuleSettings = { schedule: 'rate(1 hour)', state: 'ENABLED', pattern: null, tags: {} };
const actual = { owner: testIdentity, settings, attributes: {} };

describe('a rule', () => {
  it('shows a pattern that others have added', async () => {
    events.on(DescribeRuleCommand).resolves({ ScheduleExpression: 'rate(1 hour)', EventPattern: '{}' });
    events.on(ListTagsForResourceCommand).resolves({});
    expect((await rule.read(testTarget(), 'nightly', undefined))?.settings.pattern).toBe('{}');
  });

  it('keeps its description and role when it is replaced', async () => {
    const unmanaged = { Description: 'by hand', RoleArn: 'arn:role' };
    events.on(DescribeRuleCommand).resolves({ ...unmanaged, EventPattern: '{}' });
    events.on(PutRuleCommand).resolves({});
    await rule.update(testTarget(), 'nightly', settings, { actual, changed: new Set(['pattern']) });
    expect(events.commandCalls(PutRuleCommand)[0]?.args[0].input).toEqual({
      Name: 'nightly',
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      ...unmanaged,
    });
  });

  it('is not replaced if only its tags change', async () => {
    events.on(TagResourceCommand).resolves({});
    await rule.update(testTarget(), 'nightly', settings, { actual, changed: new Set(['tags']) });
    expect(commandNames(events)).toEqual(['TagResource']);
  });
});
