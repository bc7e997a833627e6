import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect } from 'vitest';
import { accountWhere } from '../account/account-changes.ts';
import type { Account } from '../account/entry.ts';
import { createForeignResources } from '../foreign-resources.ts';
import { expectNoTrespass, expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';

const shop = `project: shop
image: { repo: shop }
lambda: { alias: live }
functions:
  orders:
    handler: src/orders.Orders
    timeout: 60
    triggers:
      - { type: sqs, queue: { batch_size: 10, partial_batch_response: true } }
      - { type: eventbridge, schedule: rate(1 hour) }
  api:
    handler: src/api.Api
    triggers: [{ type: url, auth_type: NONE }]
`;

/** Each kill is followed by another run. */
const slow = { timeout: 300_000 };

const named = (account: Account, part: string) => accountWhere(account, ({ id }) => id.includes(part));

describe('a project with two functions', () => {
  scenario('is deployed to two stages that do not touch each other', slow, async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('prod'));
    const prod = named(await account.read(), 'shop-prod');
    expectSuccess(await project.apply('dev'));
    expect(named(await account.read(), 'shop-prod')).toEqual(prod);
    expect(await account.ids(/^(function|queue|rule|role|log group) .*shop-dev/)).toEqual(
      expect.arrayContaining([
        'function eu-west-1 shop-dev-api',
        'function eu-west-1 shop-dev-orders',
        'log group eu-west-1 /aws/lambda/shop-dev-api',
        'queue eu-west-1 shop-dev-orders',
        'queue eu-west-1 shop-dev-orders-dlq',
        'role global shop-dev-api-eu-west-1',
        'role global shop-dev-orders-eu-west-1',
        'rule eu-west-1 shop-dev-orders',
      ]),
    );
    for (const stage of ['dev', 'prod']) {
      expectSuccess(await project.plan(stage, { args: ['--check'] }));
      for (const name of ['orders', 'api']) {
        const identity = { 'alr:project': 'shop', 'alr:stage': stage, 'alr:function': name };
        const { tags, content } = (await account.read()).get(`function eu-west-1 shop-${stage}-${name}`) ?? {};
        expect(tags).toMatchObject(identity);
        const Command = [`src/${name}.${name === 'api' ? 'Api' : 'Orders'}`];
        expect(content).toMatchObject({ ImageConfigResponse: { ImageConfig: { Command } } });
      }
    }
    expectSuccess(await project.teardown('dev'));
    expect(await account.ids(/shop-dev/)).toEqual([]);
    expect(named(await account.read(), 'shop-prod')).toEqual(prod);
    expectSuccess(await project.teardown('prod'));
    expect(await account.idsOfProjects()).toEqual([]);
  });

  scenario('shows its plan and its status by function', async ({ account }) => {
    const project = await account.project(shop);
    const { stdout } = await project.plan('dev');
    expect(stdout).toMatch(/^project shop\n {2}\+ repository shop\n\nfunction orders\n {2}\+ role /);
    expect(stdout).toMatch(/\nfunction api\n[\s\S]*\n\d+ to create\n$/);
    const json = await project.planJson('dev');
    expect(json).toMatchObject({ functions: { orders: 'shop-dev-orders', api: 'shop-dev-api' } });
    expect(json.steps).toContainEqual(
      expect.objectContaining({ function: 'orders', kind: 'queue', name: 'shop-dev-orders' }),
    );
    await project.apply('dev');
    const status = await project.run('dev', 'status', { args: ['--function', 'api'] });
    expect(status.stdout).toContain('function shop-dev-api: up to date');
    expect(status.stdout).not.toContain('shop-dev-orders');
  });

  scenario('shows the logs of all functions in the order of time', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    const now = Date.now();
    await account.asOthers(async (aws) => {
      const logs = aws.client(CloudWatchLogsClient);
      for (const [name, message, age] of [
        ['api', 'second', 2_000],
        ['orders', 'first', 3_000],
        ['orders', 'third', 1_000],
      ] as const) {
        const stream = { logGroupName: `/aws/lambda/shop-dev-${name}`, logStreamName: message };
        await logs.send(new CreateLogStreamCommand(stream));
        await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: now - age, message }] }));
      }
    });
    expect((await project.run('dev', 'logs')).stdout).toBe('orders first\napi    second\norders third\n');
    expect((await project.run('dev', 'logs', { args: ['--function', 'api'] })).stdout).toBe('second\n');
  });

  scenario('changes, rolls back and tears down one function, and leaves the other as it is', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.edit('timeout: 60', 'timeout: 59');
    await project.edit('handler: src/api.Api', 'handler: src/api.Api\n    memory: 256');
    const orders = named(await account.read(), 'shop-dev-orders');
    expectSuccess(await project.apply('dev', { args: ['--function', 'api'] }));
    expect(named(await account.read(), 'shop-dev-orders')).toEqual(orders);
    expect(await account.content('function eu-west-1 shop-dev-api')).toMatchObject({ MemorySize: 256 });
    const back = await project.run('dev', 'rollback', { args: ['--function', 'api'] });
    expect(back.stdout).toBe('api: live: version 2 → 1\n');
    expectSuccess(await project.teardown('dev', { args: ['--function', 'api'] }));
    expect(await account.ids(/shop-dev-api/)).toEqual([]);
    expect(named(await account.read(), 'shop-dev-orders')).toEqual(orders);
    expect(await account.ids(/^repository .*shop/)).toHaveLength(1);
    const { code, stderr, changes } = await project.apply('dev', { args: ['--function', 'apo'] });
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    expect(stderr).toContain('the project has no function apo; did you mean api?');
  });

  scenario('converges if it is killed after each change, and leaves nothing', slow, async ({ account }) => {
    const project = await account.project(shop.replace('lambda: { alias: live }\n', ''));
    const created = await project.withKills('dev', 'apply');
    expectSuccess(created);
    expect(created.kills).toBeGreaterThan(15);
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expectSuccess(await project.withKills('dev', 'lambda-teardown', { args: ['--yes'] }));
    expect(await account.ids(/shop/)).toEqual([]);
  });

  scenario('deploys the other function if one fails, and says which', async ({ account }) => {
    const project = await account.project(shop);
    const refusal = { status: 400, code: 'InvalidParameterValueException', message: 'no such image' };
    const outcome = await project.apply('dev', {
      interfere: ({ operation, body }) =>
        operation === 'CreateFunction' && body.includes('shop-dev-orders') ? { kind: 'refuse', refusal } : undefined,
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /1 of 2 functions is up to date: api\n {2}failed: function orders: .*no such image.*\nremove the cause/,
    );
    expect(await account.ids(/^function url/)).toHaveLength(1);
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });
});

describe('the plan of a project', () => {
  const triggers = '[{ type: sqs }, { type: eventbridge }, { type: url }]';
  const functions = ['f0', 'f1', 'f2'].map((name) => `  ${name}: { handler: app.F, triggers: ${triggers} }\n`);

  scenario('needs at most 12 reads for each function and 4 for each trigger', slow, async ({ account }) => {
    const project = await account.project(`project: shop\nfunctions:\n${functions.join('')}`);
    expectSuccess(await project.apply('dev'));
    const one = (await project.plan('dev', { args: ['--function', 'f0'] })).calls;
    const three = (await project.plan('dev')).calls;
    // Both read what all functions share.
    expect((three.length - one.length) / 2).toBeLessThanOrEqual(12 + 3 * 4);
  });

  scenario('needs no more for functions that read queues only', slow, async ({ account }) => {
    const readers = ['a', 'b', 'c'].map((name) => `  ${name}: { handler: src/${name}.F, triggers: [{ type: sqs }] }\n`);
    const project = await account.project(`project: shop\nfunctions:\n${readers.join('')}`);
    expectSuccess(await project.apply('dev'));
    const one = (await project.plan('dev', { args: ['--function', 'a'] })).calls;
    const three = (await project.plan('dev')).calls;
    expect((three.length - one.length) / 2).toBeLessThanOrEqual(12 + 4);
    expect(three.filter(({ operation }) => operation === 'ListEventSourceMappings').length).toBeLessThanOrEqual(2);
  });
});

describe('a function that is no longer configured', () => {
  const removed = shop.slice(0, shop.indexOf('  api:'));

  scenario('stays until it is pruned, and then only it goes', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    const api = named(await account.read(), 'shop-dev-api');
    await project.write(removed);
    const applied = await project.apply('dev');
    expectSuccess(applied);
    expect(applied.stdout).toContain('function api, which is no longer configured\n');
    expect(applied.stdout).toContain('= function shop-dev-api: no longer used; alr-builder apply --prune deletes it');
    expect(named(await account.read(), 'shop-dev-api')).toEqual(api);
    const orders = named(await account.read(), 'shop-dev-orders');
    expectSuccess(await project.withKills('dev', 'apply', { args: ['--prune', '--yes'] }));
    expect(await account.ids(/shop-dev-api/)).toEqual([]);
    expect(named(await account.read(), 'shop-dev-orders')).toEqual(orders);
  });

  scenario('hands its queue over to a function that uses it', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.edit('  orders:\n', '  purchases:\n');
    await project.edit('queue: {', 'queue: { name: shop-dev-orders,');
    expectRefusal(
      await project.apply('dev'),
      /queue shop-dev-orders belongs to shop\/dev\/orders, not to shop\/dev\/purchases/,
    );
    await project.edit('name: shop-dev-orders,', 'name: shop-dev-orders, existing: true,');
    const applied = await project.apply('dev');
    expectSuccess(applied);
    const [removal, creation] = ['DeleteEventSourceMapping', 'CreateEventSourceMapping'];
    expect(applied.changes).toContain(removal);
    expect(applied.changes.indexOf(removal)).toBeLessThan(applied.changes.indexOf(creation));
    expect(await account.ids(/^mapping/)).toHaveLength(1);
    expect(await account.ids(/^(function|queue) eu-west-1 shop-dev-orders(-dlq)?$/)).toHaveLength(3);
  });

  scenario('is taken over by its new name, with everything that it has', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('prod');
    const prod = named(await account.read(), 'shop-prod');
    await project.apply('dev');
    const ids = await account.ids(/shop-dev/);
    await project.edit('  orders:\n', '  purchases:\n    was: orders\n');
    expectSuccess(await project.withKills('dev', 'apply'));
    expect(await account.ids(/shop-dev/)).toEqual(expect.arrayContaining(ids.filter((id) => !/version/.test(id))));
    expect((await account.read()).get('function eu-west-1 shop-dev-orders')?.tags).toMatchObject({
      'alr:function': 'purchases',
    });
    expect((await account.read()).get('queue eu-west-1 shop-dev-orders')?.tags).toMatchObject({
      'alr:function': 'purchases',
    });
    const { stdout } = await project.plan('dev', { args: ['--check'] });
    expect(stdout).toMatch(/^nothing to do/);
    expect(named(await account.read(), 'shop-prod')).toEqual(prod);
    expectNoTrespass(await project.teardown('dev'));
    expect(await account.ids(/shop-dev/)).toEqual([]);
  });
});

describe('a function that is renamed twice', () => {
  scenario('keeps everything that it had first, and leaves nothing if it is removed', slow, async ({ account }) => {
    const theirs = await account.asOthers((aws) => createForeignResources(aws, `others-${account.id}`));
    const before = await account.idsOfProjects();
    const project = await account.project(`project: shop
functions:
  api: { handler: src/api.Api }
  orders:
    handler: src/orders.Orders
    triggers:
      - { type: sqs }
      - { type: s3-direct, bucket: ${theirs.bucket}, prefix: a/ }
      - { type: s3-sqs, bucket: ${theirs.bucket}, prefix: b/ }
      - { type: eventbridge }
      - { type: scheduler }
      - { type: alb, listener_arn: '${theirs.listener}' }
`);
    expectSuccess(await project.apply('dev'));
    const ids = await account.ids();
    await project.edit('  orders:\n', '  purchases:\n    was: orders\n');
    expectSuccess(await project.apply('dev'));
    await project.edit('  purchases:\n    was: orders\n', '  sales:\n    was: purchases\n');
    expectSuccess(await project.apply('dev'));
    expect(await account.ids()).toEqual(ids);
    expect((await project.plan('dev', { args: ['--check'] })).stdout).toMatch(/^nothing to do/);

    await project.edit('  api:', '  orders:');
    expectRefusal(await project.apply('dev'), /functions\.sales was called orders at first/);
    await project.edit('  orders:', '  api:');
    await project.write('project: shop\nfunctions:\n  api: { handler: src/api.Api }\n');
    expectSuccess(await project.prune('dev'));
    expect(await account.ids(/orders|purchases|sales/)).toEqual([]);
    expectSuccess(await project.teardown('dev'));
    expect(await account.idsOfProjects()).toEqual(before);
  });
});

describe('a function with several triggers of one kind', () => {
  scenario('has separate entries for each, which come and go one by one', slow, async ({ account }) => {
    const bucket = `files-${account.id}`;
    const triggers = [
      `{ type: s3-direct, bucket: ${bucket}, prefix: a/, create_bucket: true }`,
      `{ type: s3-direct, name: b, bucket: ${bucket}, prefix: b/ }`,
      `{ type: s3-sqs, bucket: ${bucket}, prefix: c/ }`,
      '{ type: sqs }',
      '{ type: eventbridge }',
      '{ type: eventbridge, pattern: { source: [shop] }, dlq: "failed-${STAGE}" }',
      '{ type: scheduler }',
      '{ type: scheduler, at: 2030-01-31T08:00:00 }',
    ];
    const yaml = (list: readonly string[]) =>
      `project: shop\nfunctions:\n  files:\n    handler: app.handler\n    triggers: [${list.join(', ')}]\n`;
    const project = await account.project(yaml(triggers));
    expectSuccess(await project.withKills('dev', 'apply'));
    expect(await account.ids(/^notification/)).toHaveLength(3);
    expect(await account.ids(/^queue eu/)).toEqual([
      'queue eu-west-1 failed-dev',
      ...['', '-dlq', '-s3-sqs', '-s3-sqs-dlq'].map((end) => `queue eu-west-1 shop-dev-files${end}`),
    ]);
    expect(await account.ids(/^schedule eu/)).toHaveLength(2);
    expect(await account.ids(/^rule eu/)).toEqual(
      ['', '-eventbridge-2'].map((end) => `rule eu-west-1 shop-dev-files${end}`),
    );
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.write(yaml(triggers.toSpliced(1, 1)));
    expectSuccess(await project.apply('dev'));
    expect(await account.ids(/^notification/)).toHaveLength(2);
    await project.write(yaml(triggers.slice(0, 1)));
    expectSuccess(await project.withKills('dev', 'apply', { args: ['--prune', '--yes'] }));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect(await account.ids(/^(notification|queue|mapping|rule|rule target|schedule|schedule group) /)).toHaveLength(
      1,
    );
    expectSuccess(await project.withKills('dev', 'lambda-teardown', { args: ['--yes'] }));
    expect(await account.idsOfProjects()).toEqual([]);
  });
});

describe('a function that moves from its own file into a project', () => {
  const single = `project: shop
image: { repo: shop, handler: src/orders.Orders }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: { type: sqs, queue: { name: 'jobs-\${STAGE}', partial_batch_response: true } }
`;
  const moved = `project: shop
functions:
  orders:
    handler: src/orders.Orders
    was: main
    triggers: [{ type: sqs, queue: { partial_batch_response: true } }]
  api: { handler: src/api.Api }
`;

  scenario('keeps its role and its queues, also if their names are not written anymore', slow, async ({ account }) => {
    const project = await account.project(single);
    await project.apply('prod');
    await project.apply('dev');
    const prod = named(await account.read(), 'prod');
    const ids = await account.ids(/dev/);
    await project.write(moved);
    expectSuccess(await project.withKills('dev', 'apply'));
    expect(await account.ids(/^(function|queue|role|mapping|log group) .*dev/)).toEqual(
      expect.arrayContaining(ids.filter((id) => /^(function|queue|role|mapping|log group) /.test(id))),
    );
    expect(await account.ids(/^(queue|mapping) /)).toHaveLength(6);
    const { tags } = (await account.read()).get('queue eu-west-1 jobs-dev') ?? {};
    expect(tags).toMatchObject({ 'alr:function': 'orders' });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect((await project.run('dev', 'invoke', { args: ['--function', 'orders', '--payload', '{}'] })).code).toBe(0);
    expect(named(await account.read(), 'prod')).toEqual(prod);
    expectSuccess(await project.teardown('dev'));
    expect(await account.ids(/dev/)).toEqual([]);
  });
});
