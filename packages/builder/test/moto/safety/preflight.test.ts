import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import { createForeignResources } from '../foreign-resources.ts';
import { createFunction } from '../team/others.ts';
import { expectNoTrespass, expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string, lambda = '') => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, ${lambda} }
role: { name: orders }
trigger: ${trigger}
`;

async function createBucket(aws: Aws, Bucket: string, NotificationConfiguration = {}): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: aws.region as 'eu-west-1' };
  await aws.client(S3Client).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  const put = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration });
  await aws.client(S3Client).send(put);
}

describe('before the first change, apply refuses', () => {
  scenario('a priority that another rule of the listener has', async ({ account }) => {
    const { listener } = await account.asOthers((aws) => createForeignResources(aws, `bystander-${account.id}`));
    const shop = await account.project(yaml(`{ type: alb, listener_arn: '${listener}', priority: 1 }`));
    expectRefusal(await shop.apply('dev'), /priority.*1/);
  });

  scenario.for([
    { what: 'another region', replace: [/eu-west-1/g, 'us-east-1'] as const },
    { what: 'another account', replace: [/:\d{12}:/g, ':222222222222:'] as const },
  ])('a listener of $what', async ({ replace }, { account }) => {
    const { listener } = await account.asOthers((aws) => createForeignResources(aws, `bystander-${account.id}`));
    const arn = listener.replace(replace[0], replace[1]);
    const shop = await account.project(yaml(`{ type: alb, listener_arn: '${arn}', priority: 20 }`));
    expectRefusal(await shop.apply('dev'), /listener/);
  });

  scenario.for([
    { what: 'another region', arn: 'arn:aws:kinesis:us-east-1:ACCOUNT:stream/theirs' },
    { what: 'another account', arn: 'arn:aws:kinesis:eu-west-1:222222222222:stream/theirs' },
  ])('a stream of $what', async ({ arn }, { account }) => {
    const shop = await account.project(
      yaml(`{ type: kinesis, stream: { arn: '${arn.replace('ACCOUNT', account.id)}' } }`),
    );
    expectRefusal(await shop.apply('dev'), /stream/);
  });

  scenario('a notification whose prefix overlaps that of others', async ({ account }) => {
    const bucket = `files-${account.id}`;
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'theirs');
      const LambdaFunctionArn = `arn:aws:lambda:eu-west-1:${aws.account}:function:theirs`;
      const Filter = { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } };
      const Events = ['s3:ObjectCreated:*'];
      await createBucket(aws, bucket, {
        LambdaFunctionConfigurations: [{ Id: 'theirs', LambdaFunctionArn, Events, Filter }],
      });
    });
    const shop = await account.project(yaml(`{ type: s3-direct, bucket: ${bucket}, prefix: in/new/ }`));
    expectRefusal(await shop.apply('dev'), /theirs|overlap/);
  });

  scenario('a bucket in whose notifications others have a dead destination', async ({ account }) => {
    const bucket = `files-${account.id}`;
    await account.asOthers((aws) =>
      createBucket(aws, bucket, {
        QueueConfigurations: [
          { Id: 'dead', QueueArn: `arn:aws:sqs:eu-west-1:${aws.account}:gone`, Events: ['s3:ObjectRemoved:*'] },
        ],
      }),
    );
    const shop = await account.project(yaml(`{ type: s3-direct, bucket: ${bucket} }`));
    expectRefusal(await shop.apply('dev'), /gone/);
  });

  scenario('a queue of others whose visibility is shorter than the timeout', async ({ account }) => {
    await account.asOthers((aws) =>
      aws
        .client(SQSClient)
        .send(new CreateQueueCommand({ QueueName: 'jobs', Attributes: { VisibilityTimeout: '30' } })),
    );
    const shop = await account.project(yaml('{ type: sqs, queue: { name: jobs } }', 'timeout: 60'));
    expectRefusal(await shop.apply('dev'), /visibility/);
    expect(await account.ids(/^queue/)).toEqual(['queue eu-west-1 jobs']);
  });

  scenario('more than 50 tags', async ({ account }) => {
    const tags = Array.from({ length: 48 }, (_, index) => `tag${index}: x`).join(', ');
    const shop = await account.project(yaml('{ type: none }', `tags: { ${tags} }`));
    const { code, changes } = await shop.apply('dev');
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
  });
});

describe('a role of others', () => {
  scenario('is used as it is', async ({ account }) => {
    await account.asOthers((aws) => createFunction(aws, 'theirs'));
    const role = 'role: { name: role-of-theirs }';
    const shop = await account.project(yaml('{ type: none }').replace('role: { name: orders }', role));
    expectNoTrespass(await shop.apply('dev'));
    expectNoTrespass(await shop.teardown('dev'));
    expect(await account.ids(/^role|policy global/)).toEqual(['role global role-of-theirs']);
  });
});

describe('a changed region', () => {
  scenario('is noticed and reported', async ({ account }) => {
    const shop = await account.project(`aws: { region: eu-west-1 }\n${yaml('{ type: none }')}`);
    expectSuccess(await shop.apply('dev'));
    await shop.edit('region: eu-west-1', 'region: eu-central-1');
    const { stdout, stderr } = await shop.plan('dev');
    expect(stdout).toContain('region: eu-west-1 → eu-central-1');
    expect(stderr).toContain('shop/dev is deployed in eu-west-1 too, where nothing changes');
  });
});
