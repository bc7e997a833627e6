import {
  CreateEventSourceMappingCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { arnOf } from '../../../src/aws/arn.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const yaml = (reports: boolean, memory = 128, alias = 'live') => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, alias: ${alias}, memory: ${memory} }
role: { name: orders }
trigger: { type: sqs, queue: { name: jobs, partial_batch_response: ${reports} } }
`;

/** The ARNs whose mappings accept a report, and those for which the function would report, for each reader. */
async function expectCoherent(account: TeamAccount): Promise<void> {
  const all = await account.read();
  const mappings = [...all.values()].filter(({ id }) => id.startsWith('mapping'));
  for (const { content } of mappings) {
    const {
      EventSourceArn,
      FunctionArn,
      FunctionResponseTypes = [],
    } = content as {
      EventSourceArn: string;
      FunctionArn: string;
      FunctionResponseTypes?: string[];
    };
    const [name = '', qualifier = '$LATEST'] = (FunctionArn.split(':function:')[1] ?? '').split(':');
    const alias = all.get(`alias eu-west-1 ${name}:${qualifier}`)?.content as { FunctionVersion: string } | undefined;
    const version = alias?.FunctionVersion ?? qualifier;
    const running = all.get(
      version === '$LATEST' ? `function eu-west-1 ${name}` : `version eu-west-1 ${name}:${version}`,
    );
    const { Environment } = (running?.content ?? {}) as { Environment?: { Variables?: Record<string, string> } };
    const listed = (Environment?.Variables?.ALR_PARTIAL_BATCH_RESPONSE ?? '').split(/[\s,]+/);
    expect({ EventSourceArn, version, reports: listed.includes(EventSourceArn) }).toEqual({
      EventSourceArn,
      version,
      reports: FunctionResponseTypes.includes('ReportBatchItemFailures'),
    });
  }
}

describe('what the function reports and what the mapping accepts', () => {
  scenario.for([
    { command: 'apply', alias: 'live' },
    { command: 'apply', alias: '' },
    { command: 'lambda-configuration', alias: 'live' },
    { command: 'lambda-configuration', alias: '' },
    { command: 'lambda-function', alias: 'live' },
    { command: 'lambda-function', alias: '' },
    { command: 'update-function', alias: 'live' },
  ])('agree after a change of the setting and $command (alias: $alias)', async ({ command, alias }, { account }) => {
    const shop = await account.project(yaml(false, 128, alias));
    expectSuccess(await shop.apply('dev'));
    await expectCoherent(account);
    for (const reports of [true, false]) {
      await shop.write(yaml(reports, reports ? 256 : 512, alias));
      // A command may refuse to do only a part of it.
      const { code } = await shop.run('dev', command);
      expect([0, 1]).toContain(code);
      await expectCoherent(account);
    }
  });

  scenario.for([{ first: false }, { first: true }])(
    'agree after a rollback over a change of the setting ($first first)',
    async ({ first }, { account }) => {
      const shop = await account.project(yaml(first));
      await shop.apply('dev');
      await shop.write(yaml(!first));
      expectSuccess(await shop.apply('dev'));
      await shop.run('dev', 'rollback');
      await expectCoherent(account);
    },
  );

  scenario('agree at every moment of a change in both directions', async ({ account }) => {
    const shop = await account.project(yaml(false));
    await shop.apply('dev');
    const arn = `arn:aws:sqs:eu-west-1:${account.id}:jobs`;
    for (const reports of [true, false]) {
      await shop.write(yaml(reports));
      const { calls } = await shop.apply('dev');
      const order = calls
        .filter(({ operation }) => /^(UpdateFunctionConfiguration|UpdateEventSourceMapping)$/.test(operation))
        .map(({ operation }) => operation);
      // A function that reports to a mapping that does not accept it loses messages, so it must not come first.
      expect({ reports, order, arn }).toMatchObject({
        order: reports
          ? ['UpdateEventSourceMapping', 'UpdateFunctionConfiguration']
          : ['UpdateFunctionConfiguration', 'UpdateEventSourceMapping'],
      });
    }
  });

  scenario.for([{ types: [] }, { types: ['ReportBatchItemFailures' as const] }])(
    'agree for a mapping that others made by hand on our function: $types',
    async ({ types }, { account }) => {
      const shop = await account.project(yaml(true));
      await shop.apply('dev');
      await account.asOthers(async (aws) => {
        await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'by-hand' }));
        const EventSourceArn = arnOf(aws, 'sqs', 'by-hand');
        const FunctionName = arnOf(aws, 'lambda', 'function:orders:live');
        const mapping = { FunctionName, EventSourceArn, FunctionResponseTypes: types };
        await aws.client(LambdaClient).send(new CreateEventSourceMappingCommand(mapping));
      });
      expectSuccess(await shop.apply('dev'));
      await expectCoherent(account);
      await shop.write(yaml(false));
      expectSuccess(await shop.apply('dev'));
      await expectCoherent(account);
    },
  );

  scenario('agree if the mapping of our queue was made by hand', async ({ account }) => {
    const shop = await account.project(yaml(true).replace('name: jobs,', 'name: by-hand,'));
    const withoutTrigger = yaml(true).replace(/trigger: .*/, 'trigger: { type: none }');
    const before = await account.project(withoutTrigger);
    expectSuccess(await before.apply('dev'));
    await account.asOthers(async (aws) => {
      const Attributes = { VisibilityTimeout: '900' };
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'by-hand', Attributes }));
      const EventSourceArn = arnOf(aws, 'sqs', 'by-hand');
      const FunctionName = arnOf(aws, 'lambda', 'function:orders:live');
      await aws.client(LambdaClient).send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn }));
    });
    // The mapping is foreign. Whether that is refused, or the function does without the report, is not the point here.
    await shop.apply('dev');
    await expectCoherent(account);
  });

  scenario('is repaired if others edited the variable', async ({ account }) => {
    const shop = await account.project(yaml(false));
    await shop.apply('dev');
    await account.asOthers(async (aws) => {
      const Variables = { ALR_PARTIAL_BATCH_RESPONSE: arnOf(aws, 'sqs', 'jobs') };
      const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'orders', Environment: { Variables } });
      await aws.client(LambdaClient).send(update);
    });
    expect(await shop.plan('dev', { args: ['--check'] })).toMatchObject({ code: 3 });
    expectSuccess(await shop.apply('dev'));
    await expectCoherent(account);
  });
});

describe('the invoke mode of the function and of its URL', () => {
  const url = (mode: string) =>
    yaml(false)
      .replace(/trigger: .*/, `trigger: { type: url, invoke_mode: ${mode} }`)
      .replace('alias: live, ', '');

  scenario.for([
    { command: 'lambda-configuration' },
    { command: 'lambda-function-url' },
    { command: 'lambda-function' },
  ])('agree after $command', async ({ command }, { account }) => {
    const shop = await account.project(url('BUFFERED'));
    await shop.apply('dev');
    await shop.write(url('RESPONSE_STREAM'));
    await shop.run('dev', command);
    const variables = (await account.content('function eu-west-1 orders'))?.Environment as {
      Variables: Record<string, string>;
    };
    const { InvokeMode } = (await account.content('function url eu-west-1 orders')) as { InvokeMode: string };
    expect(variables.Variables.ALR_INVOKE_MODE).toBe(InvokeMode);
  });
});
