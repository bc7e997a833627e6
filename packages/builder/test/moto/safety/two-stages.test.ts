import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { accountWhere } from '../account/account-changes.ts';
import type { Account } from '../account/entry.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

describe('two stages of a project in one account', () => {
  const yaml = `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}', alias: live }
role: { name: 'orders-\${STAGE}' }
trigger: { type: url, auth_type: NONE }
`;
  const named = (account: Account, stage: string) => accountWhere(account, ({ id }) => id.includes(`orders-${stage}`));

  scenario('do not touch each other when they are deployed', async ({ account }) => {
    const shop = await account.project(yaml);
    expectSuccess(await shop.apply('prod'));
    const prod = named(await account.read(), 'prod');
    expectSuccess(await shop.apply('dev'));
    expect(named(await account.read(), 'prod')).toEqual(prod);
    expect(prod.has('function url eu-west-1 orders-prod:live')).toBe(true);
    expectSuccess(await shop.plan('prod', { args: ['--check'] }));
  });

  scenario('do not touch each other when one is pruned or torn down', async ({ account }) => {
    const shop = await account.project(yaml);
    await shop.apply('prod');
    await shop.apply('dev');
    const prod = named(await account.read(), 'prod');
    expectSuccess(await shop.prune('dev'));
    expectSuccess(await shop.teardown('dev'));
    expect(named(await account.read(), 'prod')).toEqual(prod);
    expect(await account.ids(/orders-dev/)).toEqual([]);
    expect(await account.ids(/^repository/)).toContain('repository eu-west-1 shop');
    expectSuccess(await shop.plan('prod', { args: ['--check'] }));
  });

  scenario(
    'have their own notifications, statements and subscriptions on a shared bucket and topic',
    async ({ account }) => {
      const bucket = `uploads-${account.id}`;
      await account.asOthers(async (aws) => {
        const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
        await aws.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
      });
      const shop = await account.project(
        yaml.replace('type: url, auth_type: NONE', `type: s3-direct, bucket: ${bucket}, prefix: '\${STAGE}/'`),
      );
      await shop.apply('prod');
      expectSuccess(await shop.apply('dev'));
      expect(await account.ids(/^notification/)).toHaveLength(2);
      expectSuccess(await shop.teardown('dev'));
      expect(await account.ids(/^notification/)).toHaveLength(1);
      expect(await account.ids(/^bucket/)).toEqual([`bucket global ${bucket}`]);
    },
  );

  scenario('create everything with the full identity in the creating call', async ({ account }) => {
    const shop = await account.project(
      yaml.replace(
        'type: url, auth_type: NONE',
        "type: sns-sqs, topic_name: 'news-${STAGE}', queue: { name: 'jobs-${STAGE}' }",
      ),
    );
    const { calls } = await shop.apply('dev');
    const creating = calls.filter(({ operation }) =>
      /^Create(Repository|Role|LogGroup|Function|Queue|Topic|EventSourceMapping)$/.test(operation),
    );
    expect(creating).toHaveLength(8);
    const tagged = creating.filter(({ operation, body }) =>
      // The stages of a project share its repository.
      ['alr:project', 'alr:function', ...(operation === 'CreateRepository' ? [] : ['alr:stage'])].every((tag) =>
        decodeURIComponent(body).includes(tag),
      ),
    );
    expect(creating.filter((call) => !tagged.includes(call)).map(({ operation }) => operation)).toEqual([]);
    for (const entry of (await account.read()).values()) {
      if (account.ledger.createdBy({ project: 'shop', stage: 'dev' }).includes(entry.id) && entry.tags !== undefined) {
        expect(entry.tags, entry.id).toMatchObject({ 'alr:project': 'shop' });
        const name = /^repository/.test(entry.id) ? '@project' : 'main';
        expect(entry.tags, entry.id).toMatchObject({ 'alr:function': name });
        if (name === 'main') expect(entry.tags, entry.id).toMatchObject({ 'alr:stage': 'dev' });
      }
    }
  });

  scenario('are refused the same written name at the second stage', async ({ account }) => {
    const shop = await account.project(yaml.replace('type: url, auth_type: NONE', 'type: sqs, queue: { name: jobs }'));
    expectSuccess(await shop.apply('dev'));
    const before = await account.read();
    expectRefusal(await shop.apply('prod'), 'queue jobs belongs to shop/dev');
    expect(await account.read()).toEqual(before);
  });
});

describe('the stage', () => {
  const yaml = (name: string, more = '') =>
    `${more}project: shop\nimage: { repo: shop, handler: app.handler }\nlambda: { name: '${name}' }\nrole: { name: '${name}' }\ntrigger: { type: none }\n`;
  const functions = (account: TeamAccount) => account.ids(/^function /);

  scenario('that --stage names is the value of ${STAGE}', async ({ account }) => {
    const shop = await account.project(yaml('orders-${STAGE}'));
    expectSuccess(await shop.apply('prod', { env: { STAGE: undefined } }));
    expect(await functions(account)).toEqual(['function eu-west-1 orders-prod']);
  });

  scenario('is an error if --stage and the environment name different ones', async ({ account }) => {
    const shop = await account.project(yaml('orders-${STAGE}'));
    const { code, stderr, changes } = await shop.apply('prod', { env: { STAGE: 'dev' } });
    expect({ code, changes }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('dev');
    expect(stderr).toContain('prod');
  });

  scenario.for([
    { title: 'the environment', stage: 'int', source: yaml('orders-${STAGE}') },
    { title: 'the key stage', stage: undefined, source: yaml('orders-${STAGE}', 'stage: int\n') },
    { title: 'the default of ${STAGE}', stage: undefined, source: yaml('orders-${STAGE:-int}') },
  ])('comes from $title', async ({ stage, source }, { account }) => {
    const shop = await account.project(source);
    expectSuccess(await shop.run(undefined, 'apply', { env: { STAGE: stage } }));
    expect(await functions(account)).toEqual(['function eu-west-1 orders-int']);
    expect((await account.read()).get('function eu-west-1 orders-int')?.tags).toMatchObject({ 'alr:stage': 'int' });
  });

  scenario('is dev if nothing names it', async ({ account }) => {
    const shop = await account.project(yaml('orders'));
    expectSuccess(await shop.run(undefined, 'apply', { env: { STAGE: undefined } }));
    expect((await account.read()).get('function eu-west-1 orders')?.tags).toMatchObject({ 'alr:stage': 'dev' });
  });

  scenario('needs no separate file', async ({ account }) => {
    const shop = await account.project(yaml('orders-${STAGE}'));
    expectSuccess(await shop.apply('int'));
  });

  scenario('is an error if two defaults of ${STAGE} differ', async ({ account }) => {
    const shop = await account.project(
      yaml('orders-${STAGE:-int}').replace("role: { name: 'orders-${STAGE:-int}", "role: { name: 'orders-${STAGE:-qa}"),
    );
    const { code, changes } = await shop.run(undefined, 'apply', { env: { STAGE: undefined } });
    expect(changes).toEqual([]);
    expect(code).not.toBe(0);
  });
});
