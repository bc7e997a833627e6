import {
  CreateAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import { createFunction } from '../team/others.ts';
import { expectNoTrespass, expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';
import type { TeamProject } from '../team/team-project.ts';

const yaml = (memory: number) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, alias: live, memory: ${memory} }
role: { name: orders }
trigger: { type: none }
`;
const LIVE = 'alias eu-west-1 orders:live';

/** Publishes two versions of the function, and points a new alias at the second. */
async function publishBehindAlias(aws: Aws): Promise<void> {
  await publish(aws, 256);
  const FunctionVersion = await publish(aws, 512);
  const create = new CreateAliasCommand({ FunctionName: 'orders', Name: 'live', FunctionVersion });
  await aws.client(LambdaClient).send(create);
}

async function publish(aws: Aws, MemorySize: number): Promise<string> {
  const lambda = aws.client(LambdaClient);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'orders', MemorySize }));
  return (await lambda.send(new PublishVersionCommand({ FunctionName: 'orders' }))).Version ?? '';
}

/** Deploys two versions behind the alias. */
async function deployTwice(account: TeamAccount): Promise<TeamProject> {
  const shop = await account.project(yaml(128));
  await shop.apply('dev');
  await shop.write(yaml(256));
  await shop.apply('dev');
  return shop;
}

async function setWeights(aws: Aws, weights: Readonly<Record<string, number>>): Promise<void> {
  const RoutingConfig = { AdditionalVersionWeights: weights };
  const alias = { FunctionName: 'orders', Name: 'live', FunctionVersion: '2', RoutingConfig };
  await aws.client(LambdaClient).send(new UpdateAliasCommand(alias));
}

describe('a rollback', () => {
  scenario('takes all traffic away from the bad version, canary weights included', async ({ account }) => {
    const shop = await deployTwice(account);
    await account.asOthers((aws) => setWeights(aws, { '2': 0.5 }));
    expect(await shop.run('dev', 'rollback')).toMatchObject({ code: 0 });
    expect(await account.content(LIVE)).toMatchObject({ FunctionVersion: '1' });
    expect((await account.content(LIVE))?.RoutingConfig ?? {}).not.toHaveProperty('AdditionalVersionWeights.2');
  });

  scenario('refuses an alias that others made on our function', async ({ account }) => {
    const shop = await account.project(yaml(128).replace('alias: live, ', ''));
    await shop.apply('dev');
    await account.asOthers(publishBehindAlias);
    await shop.write(yaml(128));
    const before = await account.content(LIVE);
    const outcome = await shop.run('dev', 'rollback');
    expect(outcome.code).toBe(1);
    expectNoTrespass(outcome);
    expect(await account.content(LIVE)).toEqual(before);
  });

  scenario.for([
    { whose: 'nobody', tags: {} },
    { whose: 'another project', tags: { 'alr:project': 'billing', 'alr:stage': 'dev', 'alr:function': 'main' } },
    { whose: 'another stage', tags: { 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': 'main' } },
  ])('refuses a function of $whose', async ({ tags }, { account }) => {
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'orders', { tags });
      await publishBehindAlias(aws);
    });
    const shop = await account.project(yaml(128));
    const outcome = await shop.run('dev', 'rollback');
    expect(outcome.code).toBe(1);
    expectNoTrespass(outcome);
  });

  scenario('of one stage leaves the other', async ({ account }) => {
    const staged = (memory: number) => yaml(memory).replaceAll('name: orders', "name: 'orders-${STAGE}'");
    const shop = await account.project(staged(128));
    for (const stage of ['dev', 'prod']) expectSuccess(await shop.apply(stage));
    await shop.write(staged(256));
    for (const stage of ['dev', 'prod']) expectSuccess(await shop.apply(stage));
    expectSuccess(await shop.run('dev', 'rollback'));
    expect(await account.content('alias eu-west-1 orders-dev:live')).toMatchObject({ FunctionVersion: '1' });
    expect(await account.content('alias eu-west-1 orders-prod:live')).toMatchObject({ FunctionVersion: '2' });
  });
});

describe('a rollback to a version with another role', () => {
  const withRole = (role: string, settings: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, alias: live${settings} }
role: { name: ${role} }
trigger: { type: sqs }
`;
  const OnFailure = ', on_failure: { queue: failed }';

  scenario('refuses if that role may not send what fails to where it goes now', async ({ account }) => {
    const shop = await account.project(withRole('first', ''));
    expectSuccess(await shop.apply('dev'));
    await shop.write(withRole('second', OnFailure));
    expectSuccess(await shop.apply('dev'));
    const before = await account.read();
    const arn = `arn:aws:sqs:eu-west-1:${account.id}:failed`;
    expectRefusal(
      await shop.run('dev', 'rollback'),
      `version 1 runs as the role first, which may not send what fails to ${arn}, so it would be lost: ` +
        'allow sqs:SendMessage for this role first, or choose another version',
    );
    expect(await account.read()).toEqual(before);
  });

  scenario('is possible if that role may send it', async ({ account }) => {
    const shop = await account.project(withRole('first', OnFailure));
    expectSuccess(await shop.apply('dev'));
    await shop.write(withRole('second', OnFailure));
    expectSuccess(await shop.apply('dev'));
    expectSuccess(await shop.run('dev', 'rollback'));
    expect(await account.content(LIVE)).toMatchObject({ FunctionVersion: '1' });
  });
});

describe('apply', () => {
  scenario('shows canary weights on our alias as drift, and removes them', async ({ account }) => {
    const shop = await deployTwice(account);
    await account.asOthers((aws) => setWeights(aws, { '1': 0.3 }));
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 3 });
    expectSuccess(await shop.apply('dev'));
    const { RoutingConfig } = (await account.content(LIVE)) as {
      RoutingConfig?: { AdditionalVersionWeights?: object };
    };
    expect(RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
  });
});

describe('a rule command', () => {
  const rule = yaml(128).replace(
    '{ type: none }',
    "{ type: eventbridge, rule_name: nightly, schedule: 'rate(1 day)' }",
  );
  scenario.for([{ command: 'enable-rule' }, { command: 'disable-rule' }, { command: 'delete-rule' }])(
    '$command refuses a rule of another stage',
    async ({ command }, { account }) => {
      const shop = await account.project(rule);
      expectSuccess(await shop.apply('prod'));
      const outcome = await shop.run('dev', command);
      expect(outcome.code).toBe(1);
      expectNoTrespass(outcome);
    },
  );
});
