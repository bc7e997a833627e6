import { CreatePolicyCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteParameterCommand, type ParameterType, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect } from 'vitest';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const yaml = `project: jobs
image: { handler: app.handler }
lambda: { name: jobs, alias: live, log_format: JSON }
role: { name: jobs }
trigger: { type: none }
`;

function configurationOf(account: TeamAccount, Qualifier?: string) {
  return account.asOthers((aws) =>
    aws
      .client(LambdaClient)
      .send(new GetFunctionConfigurationCommand({ FunctionName: 'jobs', ...(Qualifier && { Qualifier }) })),
  );
}

describe('the key and the log level of a function', () => {
  scenario('change with a new version, and stay if they are no longer configured', async ({ account }) => {
    const project = await account.project(yaml);
    expectSuccess(await project.apply('dev'));
    const key = `arn:aws:kms:eu-west-1:${account.id}:key/00000000-0000-0000-0000-000000000000`;
    await project.edit('log_format: JSON', `log_format: JSON, log_level: WARN, kms_key: '${key}'`);
    const { stdout } = await project.plan('dev');
    expect(stdout).toContain('    logLevel: none → WARN');
    expect(stdout).toContain(`    kmsKey: none → ${key}`);
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    const set = { KMSKeyArn: key, LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN' } };
    expect(await configurationOf(account, '2')).toMatchObject(set);
    await project.edit(`, log_level: WARN, kms_key: '${key}'`, '');
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect(await configurationOf(account)).toMatchObject(set);
  });
});

describe('a durable function', () => {
  scenario('is created as one, and only its limits can change', async ({ account }) => {
    const project = await account.project(yaml.replace('alias: live', 'alias: live, durable: { timeout: 3600 }'));
    expectSuccess(await project.apply('dev'));
    const limits = { ExecutionTimeout: 3600, RetentionPeriodInDays: 14 };
    expect(await configurationOf(account)).toMatchObject({ DurableConfig: limits });
    await project.edit('timeout: 3600', 'timeout: 7200');
    expectSuccess(await project.apply('dev'));
    expect(await configurationOf(account, '2')).toMatchObject({ DurableConfig: { ...limits, ExecutionTimeout: 7200 } });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit(', durable: { timeout: 7200 }', '');
    expectRefusal(await project.apply('dev'), 'the function jobs is durable, and AWS cannot change that');
  });

  scenario('cannot be made of an existing function, which the plan says', async ({ account }) => {
    const project = await account.project(yaml);
    expectSuccess(await project.apply('dev'));
    await project.edit('alias: live', 'alias: live, durable: { timeout: 3600 }');
    const plan = await project.plan('dev');
    expect(plan.stdout).toContain('    durable: none → {"timeout":3600,"retention":14}');
    expect(plan.stderr).toContain('AWS makes a function durable only when it is created: choose another lambda.name');
    expectRefusal(await project.apply('dev'), 'the function jobs exists and is not durable');
  });
});

describe('the class of a log group', () => {
  scenario('cannot change, which the plan says', async ({ account }) => {
    const project = await account.project(yaml);
    expectSuccess(await project.apply('dev'));
    await project.edit('alias: live', 'alias: live, log_class: INFREQUENT_ACCESS');
    const plan = await project.plan('dev');
    expect(plan.stdout).toContain('    class: STANDARD → INFREQUENT_ACCESS');
    expect(plan.stderr).toContain('AWS sets the class only when a group is created: remove lambda.log_class');
    expectRefusal(await project.apply('dev'), 'the log group /aws/lambda/jobs has the class STANDARD');
  });
});

describe('the path and the boundary of a role', () => {
  scenario('are set, and only the boundary can change', async ({ account }) => {
    const boundaries = await account.asOthers(async (aws) => {
      const create = async (PolicyName: string) => {
        const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
        const { Policy } = await aws.client(IAMClient).send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
        return Policy?.Arn ?? '';
      };
      return { narrow: await create('narrow'), wide: await create('wide') };
    });
    const role = () =>
      account.asOthers(
        async (aws) => (await aws.client(IAMClient).send(new GetRoleCommand({ RoleName: 'jobs' }))).Role,
      );
    const project = await account.project(
      yaml.replace('{ name: jobs }', `{ name: jobs, path: /team/jobs/, boundary: '${boundaries.narrow}' }`),
    );
    expectSuccess(await project.apply('dev'));
    expect(await role()).toMatchObject({
      Arn: `arn:aws:iam::${account.id}:role/team/jobs/jobs`,
      PermissionsBoundary: { PermissionsBoundaryArn: boundaries.narrow },
    });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit(boundaries.narrow, boundaries.wide);
    expect((await project.plan('dev')).stdout).toContain(`    boundary: ${boundaries.narrow} → ${boundaries.wide}`);
    expectSuccess(await project.apply('dev'));
    expect(await role()).toMatchObject({ PermissionsBoundary: { PermissionsBoundaryArn: boundaries.wide } });
    await project.edit('/team/jobs/', '/other/');
    expectRefusal(
      await project.apply('dev'),
      'the role jobs has the path /team/jobs/, and AWS sets the path only when',
    );
    await project.edit('/other/', '/team/jobs/');
    expectSuccess(await project.teardown('dev'));
  });
});

describe('a variable that refers to a parameter', () => {
  scenario('has its value, changes with it, and is never a secret', async ({ account }) => {
    const put = (Value: string, Type: ParameterType) =>
      account.asOthers((aws) =>
        aws.client(SSMClient).send(new PutParameterCommand({ Name: '/jobs/table', Value, Type, Overwrite: true })),
      );
    await put('orders', 'String');
    const project = await account.project(
      yaml.replace('alias: live', "alias: live, environment: { TABLE: 'ssm:/jobs/table' }"),
    );
    expectSuccess(await project.apply('dev'));
    expect((await configurationOf(account)).Environment?.Variables).toMatchObject({ TABLE: 'orders' });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await put('orders-2', 'String');
    expect((await project.plan('dev')).stdout).toContain('    environment.TABLE: changed\n');
    expectSuccess(await project.apply('dev'));
    expect((await configurationOf(account, '2')).Environment?.Variables).toMatchObject({ TABLE: 'orders-2' });
    await account.asOthers((aws) => aws.client(SSMClient).send(new DeleteParameterCommand({ Name: '/jobs/table' })));
    expectRefusal(await project.apply('dev'), 'refers to the parameter /jobs/table, which does not exist in account');
    await put('hunter2', 'SecureString');
    const refusal = await project.apply('dev');
    expectRefusal(refusal, 'which is a SecureString');
    expect(refusal.stderr).not.toContain('hunter2');
    expectSuccess(await project.teardown('dev'));
  });
});
