import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  RegisterTargetsCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, ListTargetsByRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, GetPolicyCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testTarget } from '../../../test/deployment-target.ts';
import { notification } from './events/notification.ts';
import { ruleTarget } from './events/rule-target.ts';
import { permission } from './function/permission.ts';
import { listenerRule } from './load-balancer/listener-rule.ts';
import { target } from './load-balancer/target.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const events = mockClient(EventBridgeClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
afterEach(() => {
  for (const mock of [elb, events, lambda, s3]) mock.reset();
});

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
const actual = { owner: 'demo', settings: {}, attributes: { arn: 'arn:rule' } };

describe("a bucket's notification", () => {
  const settings = {
    destination: 'arn:aws:sqs:eu-central-1:123456789012:jobs',
    events: ['s3:ObjectCreated:*'],
    prefix: null,
  };

  it('waits until S3 may send to the destination', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({});
    const rejection = serviceError('InvalidArgument', 'Unable to validate the following destination configurations');
    s3.on(PutBucketNotificationConfigurationCommand).rejectsOnce(rejection).rejectsOnce(rejection).resolves({});
    await notification.create(testTarget(), 'files', settings);
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(3);
  });

  it('does not wait if S3 rejects it for good', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({});
    const rejection = serviceError(
      'InvalidArgument',
      'Configuration is ambiguously defined. Cannot have overlapping suffixes',
    );
    s3.on(PutBucketNotificationConfigurationCommand).rejects(rejection);
    await expect(notification.create(testTarget(), 'files', settings)).rejects.toThrow('ambiguously defined');
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(1);
  });
});

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

describe("a statement of the function's policy", () => {
  const name = 'alr-demo-url-0123abcd@live';
  const settings = {
    action: 'lambda:InvokeFunctionUrl',
    principal: '*',
    source: null,
    account: null,
    urlAuthType: 'NONE',
  };

  it('is understood in the form that AWS returns', async () => {
    const statement = {
      Sid: 'alr-demo-url-0123abcd',
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: `${FUNCTION_ARN}:live`,
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    };
    lambda.on(GetPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [statement] }) });
    expect((await permission.read(testTarget(), name, undefined))?.settings).toEqual(settings);
    expect(lambda.commandCalls(GetPolicyCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      Qualifier: 'live',
    });
  });

  it('allows only calls through a public URL', async () => {
    lambda.on(AddPermissionCommand).resolves({});
    const invoke = { ...settings, action: 'lambda:InvokeFunction', viaUrl: true };
    const { urlAuthType, ...viaUrl } = invoke;
    await permission.create(testTarget(), 'alr-demo-url-invoke-0123abcd', viaUrl);
    expect(lambda.commandCalls(AddPermissionCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      StatementId: 'alr-demo-url-invoke-0123abcd',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    });
  });

  it('is replaced, because Lambda cannot change a statement', async () => {
    lambda.on(RemovePermissionCommand).resolves({});
    lambda.on(AddPermissionCommand).resolves({});
    await permission.update(testTarget(), name, settings, { actual, changed: new Set(['principal']) });
    expect(commandNames(lambda)).toEqual(['RemovePermission', 'AddPermission']);
  });
});

describe('a listener rule', () => {
  const settings = { path: '/build', priority: 20, targetGroup: 'arn:group', tags: { 'alr:project': 'demo' } };

  it('is found by its tag, with twenty rules per request', async () => {
    const Rules = Array.from({ length: 45 }, (_, index) => ({ RuleArn: `arn:rule/${index}`, Priority: `${index}` }));
    elb.on(DescribeRulesCommand).resolves({ Rules });
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn) => ({
        ResourceArn,
        Tags: ResourceArn === 'arn:rule/44' ? [{ Key: 'alr:project', Value: 'demo' }] : [],
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
  });
});

it('waits until the load balancer may invoke the function', async () => {
  elb.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [{ TargetGroupArn: 'arn:group' }] });
  const rejection = serviceError(
    'AccessDeniedException',
    'elasticloadbalancing principal does not have permission to invoke demo',
  );
  elb.on(RegisterTargetsCommand).rejectsOnce(rejection).resolves({});
  await target.create(testTarget(), 'alr-demo', { function: FUNCTION_ARN });
  expect(elb.commandCalls(RegisterTargetsCommand)).toHaveLength(2);
});
