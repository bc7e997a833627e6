import { CreateBucketCommand, GetBucketTaggingCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import type { ApiCall } from '../aws-proxy/api-call.ts';
import { addQueueStatement } from '../team/others.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';
import type { RunOptions } from '../team/team-project.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders }
role: { name: orders }
trigger: ${trigger}
`;

/** Does something as others right before the first call of this operation, after the plan was made. */
function meanwhile(account: TeamAccount, act: (aws: Aws) => Promise<unknown>, operation: string): RunOptions {
  let isDone = false;
  return {
    interfere: async (call) => {
      if (isDone || call.operation !== operation) return undefined;
      isDone = true;
      await account.asOthers(act);
      return undefined;
    },
  };
}

describe('what others write between the plan and the change', () => {
  scenario('stays in the policy of our queue, and what they removed stays removed', async ({ account }) => {
    const queue = (visibility: number) =>
      yaml(`{ type: sns-sqs, topic_name: news, queue: { name: jobs, visibility_timeout: ${visibility} } }`);
    const shop = await account.project(queue(500));
    await shop.apply('dev');
    await account.asOthers((aws) => addQueueStatement(aws, 'jobs', 'removed'));
    const ours = (await account.ids(/^queue statement/)).filter((id) => !id.endsWith('removed'));
    await shop.write(queue(400).replace('lambda: { name: orders', 'lambda: { memory: 256, name: orders'));
    // A push takes minutes; here, the change of the function takes that time.
    const options = meanwhile(
      account,
      async (aws) => {
        const QueueName = 'jobs';
        const { QueueUrl } = await aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName }));
        const Statement = [];
        for (const id of ours) Statement.push(await account.content(id));
        const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
        await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
        await addQueueStatement(aws, QueueName, 'added');
      },
      'UpdateFunctionConfiguration',
    );
    await shop.apply('dev', options);
    expect(await account.ids(/^queue statement/)).toEqual([...ours, 'queue statement eu-west-1 jobs/added'].sort());
  });

  scenario('stays in the tags of our bucket', async ({ account }) => {
    const bucket = `ours-${account.id}`;
    const tagged = (team: string, memory: number) =>
      yaml(`{ type: s3-direct, bucket: ${bucket}, create_bucket: true }`).replace(
        'name: orders }\nrole',
        `name: orders, memory: ${memory}, tags: { team: ${team} } }\nrole`,
      );
    const shop = await account.project(tagged('blue', 128));
    expectSuccess(await shop.apply('dev'));
    await shop.write(tagged('red', 256));
    const options = meanwhile(
      account,
      async (aws) => {
        const s3 = aws.client(S3Client);
        const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
        const Tagging = { TagSet: [...TagSet, { Key: 'cost-center', Value: '42' }] };
        await s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging }));
      },
      'UpdateFunctionConfiguration',
    );
    await shop.apply('dev', options);
    const tags = (await account.read()).get(`bucket global ${bucket}`)?.tags;
    expect(tags).toMatchObject({ team: 'red', 'cost-center': '42' });
  });

  scenario('is not sent back: attributes of a queue that we do not manage', async ({ account }) => {
    const queue = (visibility: number) =>
      yaml(`{ type: sqs, queue: { name: jobs, visibility_timeout: ${visibility} } }`);
    const shop = await account.project(queue(400));
    await shop.apply('dev');
    await shop.write(queue(500));
    const { calls } = await shop.apply('dev');
    const sent = calls
      .filter(({ operation }) => operation === 'SetQueueAttributes')
      .map(({ body }) => JSON.parse(body));
    expect(sent).toHaveLength(1);
    expect(Object.keys(sent[0].Attributes)).toEqual(['VisibilityTimeout']);
  });
});

/** The order of the calls of some operations, with what tells them apart. */
const order = (calls: readonly ApiCall[], pattern: RegExp) =>
  calls.map(({ operation }) => operation).filter((operation) => pattern.test(operation));

describe('grants grow first and shrink last', () => {
  scenario('when the bucket changes', async ({ account }) => {
    const [first, second] = [`first-${account.id}`, `second-${account.id}`];
    await account.asOthers(async (aws) => {
      for (const Bucket of [first, second]) {
        const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
        await aws.client(S3Client).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      }
    });
    const shop = await account.project(yaml(`{ type: s3-direct, bucket: ${first} }`));
    await shop.apply('dev');
    await shop.write(yaml(`{ type: s3-direct, bucket: ${second} }`));
    const outcome = await shop.apply('dev');
    expectSuccess(outcome);
    expect(order(outcome.calls, /Permission|PutBucketNotification/)).toEqual([
      'AddPermission',
      'PutBucketNotificationConfiguration',
      'PutBucketNotificationConfiguration',
      'RemovePermission',
    ]);
  });

  scenario('when the topic behind a queue changes', async ({ account }) => {
    const trigger = (topic: string) => yaml(`{ type: sns-sqs, topic_name: ${topic}, queue: { name: jobs } }`);
    const shop = await account.project(trigger('first'));
    await shop.apply('dev');
    await shop.write(trigger('second'));
    const { calls } = await shop.apply('dev');
    // The new statement, the new subscription, the old subscription, the old statement.
    expect(order(calls, /SetQueueAttributes|ubscribe/)).toEqual([
      'SetQueueAttributes',
      'Subscribe',
      'Unsubscribe',
      'SetQueueAttributes',
    ]);
  });

  scenario('when the bucket behind a queue changes', async ({ account }) => {
    const [first, second] = [`first-${account.id}`, `second-${account.id}`];
    const trigger = (bucket: string) =>
      yaml(`{ type: s3-sqs, bucket: ${bucket}, create_bucket: true, queue: { name: jobs } }`);
    const shop = await account.project(trigger(first));
    await shop.apply('dev');
    await shop.write(trigger(second));
    const { calls } = await shop.apply('dev');
    expect(order(calls, /SetQueueAttributes|PutBucketNotification/)).toEqual([
      'SetQueueAttributes',
      'PutBucketNotificationConfiguration',
      'PutBucketNotificationConfiguration',
      'SetQueueAttributes',
    ]);
  });

  scenario('when the trigger changes to another type', async ({ account }) => {
    const shop = await account.project(yaml('{ type: eventbridge, rule_name: nightly }'));
    await shop.apply('dev');
    await shop.write(yaml('{ type: sns, topic_name: news }'));
    const outcome = await shop.apply('dev');
    expectSuccess(outcome);
    const calls = order(outcome.calls, /Permission|Subscribe|RemoveTargets|DeleteRule/);
    expect(calls.indexOf('AddPermission')).toBeLessThan(calls.indexOf('Subscribe'));
    expect(calls.indexOf('Subscribe')).toBeLessThan(calls.indexOf('RemoveTargets'));
    expect(calls.indexOf('RemoveTargets')).toBeLessThan(calls.indexOf('RemovePermission'));
  });

  scenario('when the function moves behind an alias', async ({ account }) => {
    const shop = await account.project(yaml('{ type: sns, topic_name: news }'));
    await shop.apply('dev');
    await shop.edit('lambda: { name: orders }', 'lambda: { name: orders, alias: live }');
    const outcome = await shop.apply('dev');
    expectSuccess(outcome);
    expect(order(outcome.calls, /Permission|ubscribe/)).toEqual([
      'AddPermission',
      'Subscribe',
      'Unsubscribe',
      'RemovePermission',
    ]);
  });

  scenario('for the visibility of a queue: raised before the timeout, lowered after it', async ({ account }) => {
    const queue = (timeout: number) =>
      yaml(`{ type: sqs, queue: { name: jobs, visibility_timeout: ${timeout * 6} } }`).replace(
        'name: orders }\nrole',
        `name: orders, timeout: ${timeout} }\nrole`,
      );
    const shop = await account.project(queue(60));
    await shop.apply('dev');
    for (const [timeout, expected] of [
      [120, ['SetQueueAttributes', 'UpdateFunctionConfiguration']],
      [30, ['UpdateFunctionConfiguration', 'SetQueueAttributes']],
    ] as const) {
      await shop.write(queue(timeout));
      const { calls } = await shop.apply('dev');
      expect(order(calls, /SetQueueAttributes|UpdateFunctionConfiguration/)).toEqual(expected);
    }
  });

  scenario('for the policies of a role that gets other ones', async ({ account }) => {
    const shop = await account.project(yaml('{ type: sqs, queue: { name: jobs } }'));
    await shop.apply('dev');
    await shop.write(yaml('{ type: none }'));
    const { calls } = await shop.apply('dev');
    const sequence = order(calls, /DeleteRolePolicy|DeleteEventSourceMapping/);
    expect(sequence).toEqual(['DeleteEventSourceMapping', 'DeleteRolePolicy']);
  });
});
