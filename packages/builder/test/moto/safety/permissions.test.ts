import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import type { ApiCall } from '../aws-proxy/api-call.ts';
import type { Interfere } from '../aws-proxy/aws-proxy.ts';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: ${trigger}
`;
const queue = (name: string) => yaml(`{ type: sqs, queue: { name: '${name}-\${STAGE}' } }`);

/** Denies calls, as IAM does if the policy of the deployer does not include them. */
const deny =
  (matches: (call: ApiCall) => boolean): Interfere =>
  (call) => {
    if (!matches(call)) return undefined;
    const message = `User: deployer is not authorized to perform: ${call.service}:${call.operation}`;
    return { kind: 'refuse', refusal: { code: 'AccessDeniedException', status: 403, message } };
  };

describe('a policy that is limited to the names in the configuration', () => {
  const interfere = deny(({ service, body }) => service === 'sqs' && body.includes('jobs-dev'));

  scenario('deploys, and says which former resources it cannot read', async ({ account }) => {
    const shop = await account.project(queue('jobs'));
    await shop.apply('dev');
    await shop.write(queue('tasks'));
    const applied = await shop.apply('dev', { interfere });
    expectSuccess(applied);
    expect(applied.stdout).toMatch(/= queue jobs-dev: no longer used; it stays, because it cannot be read \(.*sqs:Get/);
    expect(await account.ids(/^mapping/)).toHaveLength(1);
    expectSuccess(await shop.plan('dev', { interfere, args: ['--check'] }));
    expectSuccess(await shop.prune('dev', { interfere }));
    expect(await account.ids(/^queue \S+ jobs/)).toHaveLength(2);
    expectSuccess(await shop.prune('dev'));
    expect(await account.ids(/^queue \S+ jobs/)).toEqual([]);
  });

  scenario('tears down what it can, and fails because of the rest', async ({ account }) => {
    const shop = await account.project(queue('jobs'));
    await shop.apply('dev');
    await shop.write(queue('tasks'));
    await shop.apply('dev');
    const { code, stderr, trespasses } = await shop.teardown('dev', { interfere });
    expect({ code, trespasses }).toEqual({ code: 1, trespasses: [] });
    expect(stderr).toContain('2 resources were not removed: queue jobs-dev, queue jobs-dev-dlq');
    expectSuccess(await shop.teardown('dev'));
    expect(await account.idsOfProjects()).toEqual([]);
  });

  scenario('renames the function, and keeps the former one', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    await shop.edit('orders-', 'bills-');
    const former = deny(({ url, body, operation }) => {
      return operation !== 'GetResources' && (url.pathname.includes('orders-dev') || body.includes('orders-dev'));
    });
    expectSuccess(await shop.apply('dev', { interfere: former }));
    expect(await account.ids(/^function /)).toEqual(['function eu-west-1 bills-dev', 'function eu-west-1 orders-dev']);
  });
});

describe('a teardown that may not remove a connection', () => {
  scenario('keeps what leads to it, so that the next one finds it', async ({ account }) => {
    const bucket = `uploads-${account.id}`;
    await account.asOthers(async (aws) => {
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      await aws.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    });
    const shop = await account.project(yaml(`{ type: s3-sqs, bucket: ${bucket}, queue: { name: 'jobs-\${STAGE}' } }`));
    await shop.apply('dev');
    const interfere = deny(({ operation }) => operation === 'PutBucketNotificationConfiguration');
    const denied = await shop.teardown('dev', { interfere });
    expectNoTrespass(denied);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain(`one resource was not removed: notification ${bucket}`);
    expect(denied.stderr).toContain(`kept queue jobs-dev: notification ${bucket} could not be removed`);
    // S3 would reject every later change of the bucket's notifications if the queue of one of them were gone.
    expect(await account.ids(/^(queue|queue statement) \S+ jobs-dev(\/|$)/)).toHaveLength(2);
    expectSuccess(await shop.teardown('dev'));
    expect((await account.idsOfProjects()).filter((id) => !id.startsWith('bucket'))).toEqual([]);
  });
});
