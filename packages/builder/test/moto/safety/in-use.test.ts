import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AddPermissionCommand, CreateAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import { addQueueStatement, createFunction, readQueue, subscribe } from '../team/others.ts';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';
import { pushImage, TeamAccount } from '../team/team-account.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: ${trigger}
`;
const SQS = "{ type: sqs, queue: { name: 'jobs-${STAGE}' } }";
const SNS = "{ type: sns, topic_name: 'news-${STAGE}' }";

describe('something of ours that others use by now', () => {
  scenario('a role that their function runs as stays, with its policies', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    await account.asOthers((aws) =>
      createFunction(aws, 'theirs', { role: `arn:aws:iam::${aws.account}:role/orders-dev` }),
    );
    const policies = await account.ids(/policy global orders-dev/);
    const { stdout, stderr, trespasses } = await shop.teardown('dev');
    expect(trespasses).toEqual([]);
    expect(await account.ids(/^role|policy global/)).toEqual(
      expect.arrayContaining(['role global orders-dev', ...policies]),
    );
    expect(stdout + stderr).toContain('theirs');
  });

  scenario('a role that their function in another region runs as stays', async () => {
    await using account = await TeamAccount.open({ regions: ['eu-west-1', 'us-east-1'] });
    const shop = await account.project(yaml('{ type: none }'));
    const there = await account.project(yaml('{ type: none }'), { region: 'us-east-1' });
    expectSuccess(await shop.apply('dev'));
    // The second region uses the same written role name.
    await there.apply('dev');
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^role/)).toContain('role global orders-dev');
    expect(await account.ids(/^function/)).toEqual(['function us-east-1 orders-dev']);
    expectSuccess(await there.teardown('dev'));
    expect(await account.ids(/^role/)).toEqual([]);
  });

  scenario('a role stays while one of its regions cannot be asked', async () => {
    await using account = await TeamAccount.open({ regions: ['eu-west-1', 'us-east-1'] });
    const shop = await account.project(yaml('{ type: none }'));
    const there = await account.project(yaml('{ type: none }'), { region: 'us-east-1' });
    await shop.apply('dev');
    await there.apply('dev');
    const refusal = { code: 'AccessDeniedException', status: 403, message: 'not allowed' };
    await shop.teardown('dev', {
      interfere: ({ region, service }) =>
        region === 'us-east-1' && service === 'lambda' ? { kind: 'refuse', refusal } : undefined,
    });
    expect(await account.ids(/^role/)).toEqual(['role global orders-dev']);
  });

  scenario('a topic with their subscription stays, with the subscription', async ({ account }) => {
    const shop = await account.project(yaml(SNS));
    await shop.apply('dev');
    await account.asOthers((aws) => subscribe(aws, 'news-dev'));
    const { trespasses, stdout, stderr } = await shop.teardown('dev');
    expect(trespasses).toEqual([]);
    expect(await account.ids(/^(topic|subscription)/)).toEqual([
      'subscription eu-west-1 news-dev team@example.org',
      'topic eu-west-1 news-dev',
    ]);
    expect(stdout + stderr).toContain('team@example.org');
  });

  scenario('a topic that is no longer configured stays too, even with --prune', async ({ account }) => {
    const shop = await account.project(yaml(SNS));
    await shop.apply('dev');
    await account.asOthers((aws) => subscribe(aws, 'news-dev'));
    await shop.write(yaml('{ type: none }'));
    expectSuccess(await shop.apply('dev'));
    expect(await account.ids(/^topic/)).toEqual(['topic eu-west-1 news-dev']);
    expectNoTrespass(await shop.prune('dev'));
    expect(await account.ids(/^topic/)).toEqual(['topic eu-west-1 news-dev']);
  });

  scenario('a queue that their function reads stays, with its mapping', async ({ account }) => {
    const shop = await account.project(yaml(SQS));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'theirs');
      await readQueue(aws, 'theirs', 'jobs-dev');
    });
    const { trespasses, stdout, stderr } = await shop.teardown('dev');
    expect(trespasses).toEqual([]);
    expect(await account.ids(/^queue/)).toContain('queue eu-west-1 jobs-dev');
    expect(await account.ids(/^mapping/)).toHaveLength(1);
    expect(stdout + stderr).toContain('theirs');
  });

  scenario("the dead-letter queue of someone else's queue stays", async ({ account }) => {
    const shop = await account.project(yaml(SQS));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      const deadLetterTargetArn = `arn:aws:sqs:eu-west-1:${aws.account}:jobs-dev-dlq`;
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'theirs', Attributes: { RedrivePolicy } }));
    });
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^queue/)).toEqual(['queue eu-west-1 jobs-dev-dlq', 'queue eu-west-1 theirs']);
  });

  scenario('a repository with an image that CI pushed stays, with the image', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    await account.asOthers((aws) => pushImage(aws, 'shop', 'main-1234567'));
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^repository/)).toContain('repository eu-west-1 shop');
    expect(await account.ids(/^image \S+ shop@/)).toHaveLength(1);
  });

  scenario('a repository whose image their function runs stays', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      const digest = await pushImage(aws, 'shop', 'alr-shop-0123456789ab');
      await createFunction(aws, 'theirs', { image: `${aws.account}.dkr.ecr.eu-west-1.amazonaws.com/shop@${digest}` });
    });
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^repository/)).toContain('repository eu-west-1 shop');
    expect(await account.ids(/^image \S+ shop@/)).toHaveLength(1);
  });
});

describe('something of ours that others can use by now, because they let themselves', () => {
  const allowInvoke = (StatementId: string, Qualifier?: string) =>
    new AddPermissionCommand({
      FunctionName: 'orders-dev',
      StatementId,
      ...(Qualifier === undefined ? {} : { Qualifier }),
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    });

  scenario.for([
    {
      use: 'a statement of its policy',
      act: (aws: Aws) => aws.client(LambdaClient).send(allowInvoke('theirs')),
      reason: 'the statement theirs of its policy, which this project did not add',
    },
    {
      use: 'a statement of the policy of its alias',
      act: (aws: Aws) => aws.client(LambdaClient).send(allowInvoke('theirs', 'live')),
      reason: 'the statement theirs of its policy, which this project did not add',
    },
    {
      use: 'their alias',
      act: (aws: Aws) => {
        const alias = { FunctionName: 'orders-dev', Name: 'theirs', FunctionVersion: '1' };
        return aws.client(LambdaClient).send(new CreateAliasCommand(alias));
      },
      reason: 'the alias theirs, which this project did not create',
    },
    {
      use: 'their mapping',
      act: async (aws: Aws) => {
        const Attributes = { VisibilityTimeout: '900' };
        await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'theirs', Attributes }));
        await readQueue(aws, 'orders-dev', 'theirs');
      },
      reason: 'the mapping of arn:aws:sqs:eu-west-1:',
    },
  ])('a function stays, with its role and its log: $use', async ({ act, reason }, { account }) => {
    const shop = await account.project(yaml(SQS).replace("'orders-${STAGE}' }", "'orders-${STAGE}', alias: live }"));
    expectSuccess(await shop.apply('dev'));
    await account.asOthers((aws): Promise<unknown> => act(aws));
    const pattern = /^(function|role|log group|version|function statement) /;
    const before = await account.ids(pattern);
    const { code, stdout, trespasses } = await shop.teardown('dev');
    expect({ code, trespasses }).toEqual({ code: 0, trespasses: [] });
    expect(await account.ids(pattern)).toEqual(before);
    expect(stdout).toContain(`= function orders-dev: it stays, because it is in use by ${reason}`);
    await shop.edit('orders-', 'bills-');
    expectNoTrespass(await shop.prune('dev'));
    expect(await account.ids(/^function \S+ orders/)).toHaveLength(1);
  });

  scenario('a queue stays, with its dead-letter queue', async ({ account }) => {
    const shop = await account.project(yaml(SQS));
    await shop.apply('dev');
    await account.asOthers((aws) => addQueueStatement(aws, 'jobs-dev', 'theirs'));
    const { stdout } = await shop.teardown('dev');
    expect(stdout).toContain('= queue jobs-dev: it stays, because it is in use by the statement theirs of its policy');
    expect(await account.ids(/^queue \S+ \S+$/)).toHaveLength(2);
    expect(await account.ids(/^queue statement/)).toHaveLength(1);
  });

  scenario('a topic stays', async ({ account }) => {
    const shop = await account.project(yaml(SNS));
    await shop.apply('dev');
    await account.asOthers((aws) => {
      const TopicArn = `arn:aws:sns:eu-west-1:${aws.account}:news-dev`;
      const Principal = { AWS: 'arn:aws:iam::210987654321:root' };
      const Statement = [{ Sid: 'theirs', Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: TopicArn }];
      const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
      const set = new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue });
      return aws.client(SNSClient).send(set);
    });
    expect((await shop.teardown('dev')).stdout).toContain('= topic news-dev: it stays, because it is in use by the');
    expect(await account.ids(/^topic/)).toHaveLength(1);
  });

  scenario('a role stays', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    await account.asOthers((aws) => {
      const Principal = { Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] };
      const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      const update = new UpdateAssumeRolePolicyCommand({ RoleName: 'orders-dev', PolicyDocument });
      return aws.client(IAMClient).send(update);
    });
    expect((await shop.teardown('dev')).stdout).toContain('in use by states.amazonaws.com, which may assume it');
    expect(await account.ids(/^role/)).toHaveLength(1);
  });
});

describe('something with the tags of what all stages share', () => {
  scenario('is not ours, unless it is a repository', async ({ account }) => {
    const tags = { 'alr:project': 'shop', 'alr:function': '@project' };
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'copied', { tags });
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'copied', tags }));
    });
    const shop = await account.project(yaml('{ type: none }'));
    expectSuccess(await shop.apply('dev'));
    expectSuccess(await shop.prune('dev'));
    expectSuccess(await shop.teardown('dev'));
    expect(await account.ids(/^(function|queue|repository) /)).toEqual([
      'function eu-west-1 copied',
      'queue eu-west-1 copied',
      'repository eu-west-1 ci',
    ]);
  });
});

describe('something with our tag of 1.0 alone', () => {
  scenario('is not deleted as ours by a stage that nobody named', async ({ account }) => {
    await account.asOthers((aws) => createFunction(aws, 'copied', { tags: { 'alr:project': 'shop' } }));
    const shop = await account.project(yaml('{ type: none }'));
    expectNoTrespass(await shop.apply('dev'));
    expectNoTrespass(await shop.prune('dev'));
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^function/)).toEqual(['function eu-west-1 copied']);
  });

  scenario.for([
    { tag: 'another stage', tags: { 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': 'main' } },
    { tag: 'another function', tags: { 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': 'billing' } },
    { tag: 'another project', tags: { 'alr:project': 'shop2', 'alr:stage': 'dev', 'alr:function': 'main' } },
  ])('is foreign with the tags of $tag', async ({ tags }, { account }) => {
    await account.asOthers((aws) => createFunction(aws, 'other', { tags }));
    const shop = await account.project(yaml('{ type: none }'));
    expectNoTrespass(await shop.apply('dev'));
    expectNoTrespass(await shop.prune('dev'));
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^function/)).toEqual(['function eu-west-1 other']);
  });
});
