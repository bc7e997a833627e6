import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { createFunction, readQueue, subscribe } from '../team/others.ts';
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
