import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { arnOf } from '../../../src/aws/arn.ts';
import type { Aws } from '../../../src/aws/connection.ts';
import { createRole } from '../team/others.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, environment: { MODE: 'one' } }
role: { name: orders }
trigger: ${trigger}
`;
const SQS = '{ type: sqs, queue: { name: jobs } }';
const RULE = '{ type: eventbridge, rule_name: nightly }';

async function changeMapping(aws: Aws, change: object): Promise<void> {
  const lambda = aws.client(LambdaClient);
  const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand());
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings?.[0]?.UUID, ...change }));
}

async function replaceStatement(aws: Aws, change: object): Promise<void> {
  const lambda = aws.client(LambdaClient);
  const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName: 'orders' }));
  const { Sid: StatementId } = JSON.parse(Policy).Statement[0] as { Sid: string };
  await lambda.send(new RemovePermissionCommand({ FunctionName: 'orders', StatementId }));
  const permission = { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', ...change };
  await lambda.send(new AddPermissionCommand({ FunctionName: 'orders', StatementId, ...permission }));
}

interface Drift {
  readonly what: string;
  readonly trigger: string;
  readonly edit: (aws: Aws) => Promise<unknown>;
}

const drifts: readonly Drift[] = [
  { what: 'a mapping that was disabled', trigger: SQS, edit: (aws) => changeMapping(aws, { Enabled: false }) },
  {
    what: 'a filter on a mapping',
    trigger: SQS,
    edit: (aws) => changeMapping(aws, { FilterCriteria: { Filters: [{ Pattern: '{"body":["x"]}' }] } }),
  },
  {
    what: 'a permission without its source',
    trigger: RULE,
    edit: (aws) => replaceStatement(aws, {}),
  },
  {
    what: 'a permission for another action',
    trigger: RULE,
    edit: (aws) => replaceStatement(aws, { Action: 'lambda:*', SourceArn: arnOf(aws, 'events', 'rule/nightly') }),
  },
  {
    what: 'an input of the target',
    trigger: RULE,
    edit: (aws) => {
      const Arn = arnOf(aws, 'lambda', 'function:orders');
      return editTarget(aws, { Arn, Input: '{"a":1}' });
    },
  },
  {
    what: 'a retry policy of the target',
    trigger: RULE,
    edit: (aws) => {
      const Arn = arnOf(aws, 'lambda', 'function:orders');
      return editTarget(aws, { Arn, RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } });
    },
  },
  {
    what: 'a target that was removed',
    trigger: RULE,
    edit: async (aws) => {
      const events = aws.client(EventBridgeClient);
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: 'nightly' }));
      await events.send(new RemoveTargetsCommand({ Rule: 'nightly', Ids: Targets.map(({ Id = '' }) => Id) }));
    },
  },
  {
    what: 'variables of the environment',
    trigger: SQS,
    edit: (aws) =>
      aws.client(LambdaClient).send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'orders',
          Environment: { Variables: { MODE: 'two' } },
        }),
      ),
  },
  {
    what: 'another role of the function',
    trigger: SQS,
    edit: async (aws) => {
      const Role = await createRole(aws, 'theirs');
      await aws.client(LambdaClient).send(new UpdateFunctionConfigurationCommand({ FunctionName: 'orders', Role }));
    },
  },
  {
    what: 'a managed policy that was detached',
    trigger: SQS,
    edit: async (aws) => {
      const iam = aws.client(IAMClient);
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'orders' }));
      const [{ PolicyArn } = { PolicyArn: '' }] = AttachedPolicies;
      await iam.send(new DetachRolePolicyCommand({ RoleName: 'orders', PolicyArn }));
    },
  },
  {
    what: 'the redrive policy of the queue',
    trigger: SQS,
    edit: async (aws) => {
      const { QueueUrl } = await aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
      await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: '' } }));
    },
  },
];

async function editTarget(aws: Aws, change: Omit<Target, 'Id'>): Promise<void> {
  const events = aws.client(EventBridgeClient);
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: 'nightly' }));
  await events.send(new PutTargetsCommand({ Rule: 'nightly', Targets: [{ Id: Targets[0]?.Id, ...change }] }));
}

describe('drift', () => {
  scenario.for(drifts)('is shown and repaired: $what', async ({ trigger, edit }, { account }) => {
    const shop = await account.project(yaml(trigger));
    expectSuccess(await shop.apply('dev'));
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
    await account.asOthers(edit);
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 3 });
    await shop.apply('dev');
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
  });

  scenario('is not what we do not manage: a description of the rule stays', async ({ account }) => {
    const shop = await account.project(yaml(RULE));
    await shop.apply('dev');
    await account.asOthers((aws) =>
      aws
        .client(EventBridgeClient)
        .send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 day)', Description: 'edited' })),
    );
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
    await shop.write(yaml('{ type: eventbridge, rule_name: nightly, schedule: rate(2 hours) }'));
    expectSuccess(await shop.apply('dev'));
    const [id = ''] = await account.ids(/^rule .* nightly$/);
    expect(await account.content(id)).toMatchObject({ ScheduleExpression: 'rate(2 hours)', Description: 'edited' });
  });

  scenario('is shown and repaired: a suffix on our notification', async ({ account }) => {
    const bucket = `files-${account.id}`;
    await account.asOthers((aws) => {
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      return aws.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    });
    const shop = await account.project(yaml(`{ type: s3-direct, bucket: ${bucket} }`));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      const [id = ''] = await account.ids(/^notification/);
      const { type: _, ...entry } = (await account.content(id)) as { type: string };
      const Filter = { Key: { FilterRules: [{ Name: 'suffix' as const, Value: '.jpg' }] } };
      const NotificationConfiguration = { LambdaFunctionConfigurations: [{ ...(entry as object), Filter } as never] };
      const put = new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration });
      await aws.client(S3Client).send(put);
    });
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 3 });
    await shop.apply('dev');
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
  });
});

describe('something of ours that was deleted by hand', () => {
  scenario('the function is created again, with everything attached to it', async ({ account }) => {
    const shop = await account.project(yaml(RULE));
    await shop.apply('dev');
    await account.asOthers((aws) =>
      aws.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: 'orders' })),
    );
    expectSuccess(await shop.apply('dev'));
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
  });

  scenario(
    'a role that is made again is set on the function again, because KMS grants name it',
    async ({ account }) => {
      const shop = await account.project(yaml('{ type: none }'));
      await shop.apply('dev');
      await account.asOthers(async (aws) => {
        const iam = aws.client(IAMClient);
        const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'orders' }));
        for (const { PolicyArn } of AttachedPolicies) {
          await iam.send(new DetachRolePolicyCommand({ RoleName: 'orders', PolicyArn }));
        }
        await iam.send(new DeleteRoleCommand({ RoleName: 'orders' }));
      });
      const { calls, ...outcome } = await shop.apply('dev');
      expectSuccess({ ...outcome, calls });
      const updates = calls.filter(({ operation }) => operation === 'UpdateFunctionConfiguration');
      expect(updates.map(({ body }) => Object.keys(JSON.parse(body)))).toContainEqual(expect.arrayContaining(['Role']));
    },
  );
});

describe('plan --check', () => {
  scenario('exits with 0, 3, 1 or 2', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 3 });
    await shop.apply('dev');
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 0 });
    expect(await shop.plan('dev', { args: ['--chek'] })).toMatchObject({ code: 2 });
    await shop.write('lambda: { memory: nonsense }');
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 1 });
  });
});
