import { EventBridgeClient, ListTargetsByRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testTarget } from '../../../../test/deployment-target.ts';
import { ruleTarget } from './rule-target.ts';

const events = mockClient(EventBridgeClient);
afterEach(() => events.reset());

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';

describe("a rule's target", () => {
  it('fails if EventBridge rejects it in a successful response', async () => {
    const FailedEntries = [{ ErrorCode: 'LimitExceededException', ErrorMessage: 'Five targets at most' }];
    events.on(PutTargetsCommand).resolves({ FailedEntryCount: 1, FailedEntries });
    await expect(ruleTarget.create(testTarget(), 'nightly', { function: FUNCTION_ARN })).rejects.toThrow(
      'EventBridge rejected the target: LimitExceededException: Five targets at most',
    );
  });

  it('is found on any page', async () => {
    const Targets = [{ Id: 'alr-demo', Arn: FUNCTION_ARN }];
    events
      .on(ListTargetsByRuleCommand)
      .resolves({ Targets: [], NextToken: 'more' })
      .on(ListTargetsByRuleCommand, { Rule: 'nightly', NextToken: 'more' })
      .resolves({ Targets });
    expect(await ruleTarget.read(testTarget(), 'nightly', undefined)).toMatchObject({
      settings: { function: FUNCTION_ARN },
    });
  });
});
