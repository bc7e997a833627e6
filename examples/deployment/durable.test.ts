import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulated account
import { expectSuccess, scenario } from '../../packages/builder/test/moto/team/scenario.ts';

scenario('The configuration of the durable functions deploys them as such', async ({ account }) => {
  const project = await account.project(await readFile(new URL('../durable/lambda.yaml', import.meta.url), 'utf8'));
  expectSuccess(await project.apply('dev'));
  expectSuccess(await project.plan('dev', { args: ['--check'] }));
  for (const name of ['orders', 'orders-class']) {
    expect(await account.content(`function eu-west-1 durable-orders-dev-${name}`)).toMatchObject({
      DurableConfig: { ExecutionTimeout: 172_800, RetentionPeriodInDays: 7 },
    });
    const [alias] = await account.ids(new RegExp(`^alias .*durable-orders-dev-${name}[:/]live`));
    expect(alias).toBeDefined();
    const policies = await account.ids(/^attached policy .*AWSLambdaBasicDurableExecutionRolePolicy/);
    expect(policies).toHaveLength(2);
  }
});
