import { EventBridgeClient, ListTargetsByRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { entryId } from '../../resource/ids.ts';
import { ruleTarget } from './rule-target.ts';

const events = mockClient(EventBridgeClient);
afterEach(() => events.reset());

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
const settings = { function: FUNCTION_ARN, input: null, retryPolicy: null, deadLetterQueue: null };

describe("a rule's target", () => {
  it('fails if EventBridge rejects it in a successful response', async () => {
    const FailedEntries = [{ ErrorCode: 'LimitExceededException', ErrorMessage: 'Five targets at most' }];
    events.on(PutTargetsCommand).resolves({ FailedEntryCount: 1, FailedEntries });
    await expect(ruleTarget.create(testTarget(), 'nightly', settings)).rejects.toThrow('Five targets at most');
  });

  it('is found on any page', async () => {
    const Targets = [{ Id: entryId(testIdentity), Arn: FUNCTION_ARN }];
    events
      .on(ListTargetsByRuleCommand)
      .resolves({ Targets: [], NextToken: 'more' })
      .on(ListTargetsByRuleCommand, { Rule: 'nightly', NextToken: 'more' })
      .resolves({ Targets });
    expect(await ruleTarget.read(testTarget(), 'nightly', undefined)).toMatchObject({
      settings: { function: FUNCTION_ARN },
    });
  });

  it('is put again if another change of the rule is in progress, although the status is 200', async () => {
    const FailedEntries = [{ ErrorCode: 'ConcurrentModificationException', ErrorMessage: 'Try again' }];
    events.on(ListTargetsByRuleCommand).resolves({});
    events.on(PutTargetsCommand).resolvesOnce({ FailedEntryCount: 1, FailedEntries }).resolves({});
    await ruleTarget.create(testTarget(), 'nightly', settings);
    expect(events.commandCalls(PutTargetsCommand)).toHaveLength(2);
  });

  it('shows an input that others have set, and loses only that', async () => {
    const { Id } = await putTarget();
    const RetryPolicy = { MaximumRetryAttempts: 2 };
    const unmanaged = { RoleArn: 'arn:role' };
    const Targets = [{ Id, Arn: FUNCTION_ARN, Input: '{}', RetryPolicy, ...unmanaged }];
    events.on(ListTargetsByRuleCommand).resolves({ Targets });
    const actual = await ruleTarget.read(testTarget(), 'nightly', undefined);
    expect(actual?.settings).toEqual({ ...settings, input: { Input: '{}' }, retryPolicy: RetryPolicy });
    expect(await putTarget()).toEqual({ Id, Arn: FUNCTION_ARN, ...unmanaged });
  });

  async function putTarget() {
    events.on(PutTargetsCommand).resolves({});
    await ruleTarget.create(testTarget(), 'nightly', settings);
    return events.commandCalls(PutTargetsCommand).at(-1)?.args[0].input.Targets?.[0] ?? { Id: undefined };
  }
});
