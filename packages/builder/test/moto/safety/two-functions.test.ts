import { describe, expect } from 'vitest';
import { accountWhere } from '../account/account-changes.ts';
import type { Account } from '../account/entry.ts';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (name: string, project: string, trigger = '{ type: url }') => `project: ${project}
image: { repo: shop, handler: app.handler }
lambda: { name: '${name}-\${STAGE}', alias: live }
role: { name: '${name}-\${STAGE}' }
trigger: ${trigger}
`;
const named = (account: Account, name: string) => accountWhere(account, ({ id }) => id.includes(`${name}-prod`));

describe('two functions of one repository', () => {
  scenario('with one project name keep each other', async ({ account }) => {
    const orders = await account.project(yaml('orders', 'shop'));
    const billing = await account.project(yaml('billing', 'shop'));
    expectSuccess(await orders.apply('prod'));
    const before = named(await account.read(), 'orders');
    // Whether the second file is refused, or lists the first function as no longer used, is not the point here.
    await billing.apply('prod');
    expect(named(await account.read(), 'orders')).toEqual(before);
    await billing.apply('dev');
    expect(named(await account.read(), 'orders')).toEqual(before);
  });

  scenario.for([
    { what: 'queues', trigger: "{ type: sqs, queue: { name: 'NAME-${STAGE}' } }" },
    { what: 'topics', trigger: "{ type: sns, topic_name: 'NAME-${STAGE}' }" },
    {
      what: 'topics with queues',
      trigger: "{ type: sns-sqs, topic_name: 'NAME-${STAGE}', queue: { name: 'NAME-${STAGE}' } }",
    },
    { what: 'schedules', trigger: "{ type: eventbridge, rule_name: 'NAME-${STAGE}' }" },
  ])('with one project name keep their $what connected', async ({ trigger }, { account }) => {
    const orders = await account.project(yaml('orders', 'shop', trigger.replaceAll('NAME', 'orders')));
    const billing = await account.project(yaml('billing', 'shop', trigger.replaceAll('NAME', 'billing')));
    expectSuccess(await orders.apply('prod'));
    const connections = /^(mapping|subscription|rule|rule target|(function|queue) statement|topic|queue) /;
    const before = accountWhere(await account.read(), ({ id }) => connections.test(id));
    const second = await billing.apply('prod');
    expectSuccess(second);
    expect(second.stdout).toContain('= function orders-prod: no longer used');
    expect(accountWhere(await account.read(), ({ id }) => before.has(id))).toEqual(before);
    expectSuccess(await orders.apply('prod'));
    expectSuccess(await billing.plan('prod', { args: ['--check'] }));
    // Then nothing of the first is needed anymore, which is said with the prune.
    expectSuccess(await billing.prune('prod'));
    expect(await account.ids(/orders-prod/)).toEqual([]);
    expect(await account.ids(/^mapping/)).toHaveLength(/queue/.test(trigger) ? 1 : 0);
  });

  scenario('with one project name keep the versions of the first when it is applied again', async ({ account }) => {
    const orders = await account.project(yaml('orders', 'shop'));
    const billing = await account.project(yaml('billing', 'shop'));
    await orders.apply('prod');
    await billing.apply('prod');
    const before = named(await account.read(), 'billing');
    await orders.apply('prod');
    expect(named(await account.read(), 'billing')).toEqual(before);
  });
});

describe('two projects of one account', () => {
  scenario('share a repository that the first created', async ({ account }) => {
    const orders = await account.project(yaml('orders', 'orders'));
    const billing = await account.project(yaml('billing', 'billing'));
    expectSuccess(await orders.apply('prod'));
    expectNoTrespass(await billing.apply('prod'));
    const before = named(await account.read(), 'billing');
    expectNoTrespass(await orders.teardown('prod'));
    expect(named(await account.read(), 'billing')).toEqual(before);
    expect(await account.ids(/orders-prod/)).toEqual([]);
  });

  scenario('do not touch each other if one name starts with the other', async ({ account }) => {
    const shop = await account.project(yaml('shop', 'shop', "{ type: sns, topic_name: 'shop-${STAGE}' }"));
    const longer = await account.project(
      yaml('shop-prod', 'shop-prod', "{ type: sns, topic_name: 'shop-prod-${STAGE}' }"),
    );
    expectSuccess(await longer.apply('prod'));
    const before = accountWhere(await account.read(), ({ id }) => id.includes('shop-prod-prod'));
    expectNoTrespass(await shop.apply('prod'));
    expectNoTrespass(await shop.teardown('prod'));
    expect(accountWhere(await account.read(), ({ id }) => id.includes('shop-prod-prod'))).toEqual(before);
  });

  scenario('that name the same queue do not read it both', async ({ account }) => {
    const queue = "{ type: sqs, queue: { name: 'jobs-${STAGE}' } }";
    const orders = await account.project(yaml('orders', 'orders', queue));
    const billing = await account.project(yaml('billing', 'billing', queue));
    expectSuccess(await orders.apply('prod'));
    const { code, changes } = await billing.apply('prod');
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    expect(await account.ids(/^mapping/)).toHaveLength(1);
  });
});
