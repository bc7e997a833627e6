import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { arnOf } from '../../../src/aws/arn.ts';
import { addQueueStatement, addRolePolicy, createFunction, readQueue } from '../team/others.ts';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string, lambda = '') => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, ${lambda} }
role: { name: orders }
trigger: ${trigger}
`;
const NONE = yaml('{ type: none }');

describe('an entry that others made', () => {
  scenario(
    "a subscription that others made for our function to someone else's topic is not ours",
    async ({ account }) => {
      const shop = await account.project(NONE);
      await shop.apply('dev');
      await account.asOthers(async (aws) => {
        const sns = aws.client(SNSClient);
        const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
        const Endpoint = arnOf(aws, 'lambda', 'function:orders');
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
      });
      await shop.write(yaml('{ type: sns, topic_name: news }'));
      expectSuccess(await shop.apply('dev'));
      expectNoTrespass(await shop.teardown('dev'));
      expect(await account.ids(/^(topic|subscription)/)).toHaveLength(2);
    },
  );

  scenario("someone else's topic stays exactly as it is, and only our subscription is removed", async ({ account }) => {
    const before = await account.asOthers(async (aws) => {
      const Attributes = { DisplayName: 'theirs' };
      await aws.client(SNSClient).send(new CreateTopicCommand({ Name: 'news', Attributes }));
      return account.read();
    });
    const shop = await account.project(yaml('{ type: sns, topic_name: news }'));
    expectSuccess(await shop.apply('dev'));
    expect(await account.ids(/^subscription/)).toHaveLength(1);
    expectSuccess(await shop.teardown('dev'));
    const after = await account.read();
    for (const [id, entry] of before) expect(after.get(id)).toEqual(entry);
    expect(await account.ids(/^subscription/)).toEqual([]);
  });

  scenario("someone else's queue stays exactly as it is", async ({ account }) => {
    await account.asOthers((aws) => aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'jobs' })));
    const before = (await account.read()).get('queue eu-west-1 jobs');
    // Without a word in the configuration, it counts as existing: its visibility is too short, which is refused.
    const shop = await account.project(yaml('{ type: sqs, queue: { name: jobs } }'));
    expectNoTrespass(await shop.apply('dev'));
    expectNoTrespass(await shop.teardown('dev'));
    expect((await account.read()).get('queue eu-west-1 jobs')).toEqual(before);
  });

  scenario.for([
    { key: 'topic_existing', trigger: '{ type: sns, topic_name: news, topic_existing: true }' },
    { key: 'queue.existing', trigger: '{ type: sqs, queue: { name: jobs, existing: true } }' },
  ])(
    'is named by the key $key, and nothing is created in its place if it is missing',
    async ({ trigger }, { account }) => {
      const shop = await account.project(yaml(trigger));
      const { code, changes, stderr } = await shop.apply('dev');
      expect({ code, changes }).toEqual({ code: 1, changes: [] });
      expect(stderr).toMatch(/does not exist/);
    },
  );

  scenario('a queue that another function reads is refused', async ({ account }) => {
    await account.asOthers(async (aws) => {
      const Attributes = { VisibilityTimeout: '900' };
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'jobs', Attributes }));
      await createFunction(aws, 'theirs');
      await readQueue(aws, 'theirs', 'jobs');
    });
    const shop = await account.project(yaml('{ type: sqs, queue: { name: jobs } }'));
    const { code, changes, stderr } = await shop.apply('dev');
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    expect(stderr).toContain('theirs');
  });

  scenario(
    'a public URL that was there before stays as it is, and stays at a teardown of the trigger',
    async ({ account }) => {
      const shop = await account.project(NONE);
      await shop.apply('dev');
      await account.asOthers(async (aws) => {
        const lambda = aws.client(LambdaClient);
        await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'orders', AuthType: 'NONE' }));
        await lambda.send(
          new AddPermissionCommand({
            FunctionName: 'orders',
            StatementId: 'public-by-hand',
            Action: 'lambda:InvokeFunctionUrl',
            Principal: '*',
            FunctionUrlAuthType: 'NONE',
          }),
        );
      });
      const url = await account.content('function url eu-west-1 orders');
      await shop.write(yaml('{ type: url, auth_type: AWS_IAM }'));
      expectNoTrespass(await shop.apply('dev'));
      await shop.write(NONE);
      expectNoTrespass(await shop.apply('dev'));
      expect(await account.content('function url eu-west-1 orders')).toEqual(url);
      expect(await account.ids(/^function statement/)).toEqual(['function statement eu-west-1 orders/public-by-hand']);
    },
  );

  scenario('an adopted public URL goes with the trigger, because it would stay open', async ({ account }) => {
    const shop = await account.project(NONE);
    await shop.apply('dev');
    await account.asOthers((aws) =>
      aws.client(LambdaClient).send(new CreateFunctionUrlConfigCommand({ FunctionName: 'orders', AuthType: 'NONE' })),
    );
    await shop.write(yaml('{ type: url, auth_type: NONE }'));
    await shop.apply('dev', { args: ['--adopt'] });
    for (const id of await account.ids(/^function (url|statement)/))
      account.ledger.handOver(id, { project: 'shop', stage: 'dev', region: 'eu-west-1' });
    await shop.write(NONE);
    await shop.apply('dev');
    expect(await account.ids(/^function (url|statement)/)).toEqual([]);
  });

  scenario("someone else's alias, permission and role policy survive every apply", async ({ account }) => {
    const shop = await account.project(yaml('{ type: url, auth_type: NONE }', 'alias: live'));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      const lambda = aws.client(LambdaClient);
      const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'orders' }));
      await lambda.send(new CreateAliasCommand({ FunctionName: 'orders', Name: 'theirs', FunctionVersion: Version }));
      const permission = { StatementId: 'theirs', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
      await lambda.send(new AddPermissionCommand({ FunctionName: 'orders', ...permission }));
      await addRolePolicy(aws, 'orders', 'theirs');
    });
    await shop.write(yaml('{ type: url, auth_type: AWS_IAM }', 'memory: 256, alias: live'));
    expectSuccess(await shop.apply('dev'));
    await shop.write(yaml('{ type: none }', 'memory: 512'));
    expectSuccess(await shop.apply('dev'));
    expectNoTrespass(await shop.prune('dev'));
    expect(await account.ids(/theirs$/)).toHaveLength(3);
  });

  scenario('a statement in the policy of our queue survives', async ({ account }) => {
    const trigger = (topic: string) => yaml(`{ type: sns-sqs, topic_name: ${topic}, queue: { name: jobs } }`);
    const shop = await account.project(trigger('news'));
    await shop.apply('dev');
    await account.asOthers((aws) => addQueueStatement(aws, 'jobs', 'theirs'));
    await shop.write(trigger('alerts'));
    expectSuccess(await shop.apply('dev'));
    expect(await account.ids(/^queue statement/)).toHaveLength(2);
    await shop.write(trigger('alerts').replace('queue: { name: jobs', 'queue: { visibility_timeout: 800, name: jobs'));
    expectSuccess(await shop.apply('dev'));
    expect(await account.ids(/^queue statement/)).toContain('queue statement eu-west-1 jobs/theirs');
  });

  scenario('a statement of ours for SNS is limited by the ARN of the topic alone', async ({ account }) => {
    const shop = await account.project(yaml('{ type: sns-sqs, topic_name: news, queue: { name: jobs } }'));
    await shop.apply('dev');
    const [statement = ''] = await account.ids(/^queue statement/);
    const { Condition } = (await account.content(statement)) as { Condition: object };
    expect(JSON.stringify(Condition)).toContain('aws:SourceArn');
    expect(JSON.stringify(Condition)).not.toContain('SourceAccount');
  });
});
