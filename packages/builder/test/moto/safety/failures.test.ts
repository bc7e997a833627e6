import {
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { createForeignResources } from '../foreign-resources.ts';
import { addQueueStatement, createFunction } from '../team/others.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const resize = `project: resize
image: { handler: app.handler }
lambda: { name: 'resize-\${STAGE}', alias: live, on_failure: { queue: 'resize-\${STAGE}-failed' } }
role: { name: 'resize-\${STAGE}' }
trigger: { type: s3-direct, bucket: 'photos-\${STAGE}', create_bucket: true, max_age: 3600 }
`;

/** Each kill is followed by another run. */
const slow = { timeout: 300_000 };

function asynchronousOf(account: TeamAccount, FunctionName: string, Qualifier?: string) {
  return account.asOthers(async (aws) => {
    const get = new GetFunctionEventInvokeConfigCommand({ FunctionName, ...(Qualifier && { Qualifier }) });
    return aws
      .client(LambdaClient)
      .send(get)
      .then(
        ({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge, DestinationConfig }) => ({
          retries,
          maxAge,
          onFailure: DestinationConfig?.OnFailure?.Destination,
          onSuccess: DestinationConfig?.OnSuccess?.Destination,
        }),
        (error: Error) => error.name,
      );
  });
}

describe('what happens to asynchronous invocations that fail', () => {
  scenario(
    'is configured for the alias, with a queue and the permission to send to it, at whatever moment a run is killed',
    slow,
    async ({ account }) => {
      const project = await account.project(resize);
      expectSuccess(await project.withKills('dev', 'apply'));
      expect(await asynchronousOf(account, 'resize-dev', 'live')).toMatchObject({
        retries: 2,
        maxAge: 3600,
        onFailure: `arn:aws:sqs:eu-west-1:${account.id}:resize-dev-failed`,
      });
      expectSuccess(await project.plan('dev', { args: ['--check'] }));
      const policies = JSON.stringify([...(await account.read()).values()]);
      expect(policies).toContain('SendFailuresToQueue');

      await project.edit("alias: live, on_failure: { queue: 'resize-${STAGE}-failed' }", 'alias: live, retries: 0');
      const { stdout } = await project.plan('dev');
      expect(stdout).toContain('~ asynchronous configuration resize-dev:live');
      expect(stdout).toContain('    retries: 2 → 0');
      expect(stdout).toContain('queue resize-dev-failed: no longer used; alr-builder apply --prune deletes it');
      expectSuccess(await project.apply('dev'));
      expect(await asynchronousOf(account, 'resize-dev', 'live')).toMatchObject({ retries: 0, onFailure: undefined });

      await project.edit(', retries: 0', '');
      await project.edit(', max_age: 3600', '');
      expectSuccess(await project.withKills('dev', 'apply'));
      expect(await asynchronousOf(account, 'resize-dev', 'live')).toBe('ResourceNotFoundException');
      expectSuccess(await project.prune('dev'));
      expect(await account.ids(/failed/)).toEqual([]);
      expectSuccess(await project.teardown('dev'));
      expect(await account.idsOfProjects()).toEqual([]);
    },
  );

  scenario('moves to another alias, and stays with the function without one', async ({ account }) => {
    const project = await account.project(resize);
    expectSuccess(await project.apply('dev'));
    await project.edit('alias: live', 'alias: current');
    expectSuccess(await project.apply('dev'));
    expect(await asynchronousOf(account, 'resize-dev', 'live')).toBe('ResourceNotFoundException');
    expect(await asynchronousOf(account, 'resize-dev', 'current')).toMatchObject({ maxAge: 3600 });
    await project.edit('alias: current, ', '');
    expectSuccess(await project.apply('dev'));
    expect(await asynchronousOf(account, 'resize-dev')).toMatchObject({ maxAge: 3600 });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });

  scenario('keeps the destination of successes, and shows what others have changed', async ({ account }) => {
    const project = await account.project(resize);
    expectSuccess(await project.apply('dev'));
    const OnSuccess = { Destination: `arn:aws:sns:eu-west-1:${account.id}:done` };
    await account.asOthers((aws) =>
      aws.client(LambdaClient).send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: 'resize-dev',
          Qualifier: 'live',
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnSuccess },
        }),
      ),
    );
    const { code, stdout } = await project.plan('dev', { args: ['--check'] });
    expect(code).toBe(3);
    expect(stdout).toContain('    retries: 1 → 2');
    expect(stdout).toContain('    maxAge: 21600 → 3600');
    expectSuccess(await project.apply('dev'));
    expect(await asynchronousOf(account, 'resize-dev', 'live')).toMatchObject({
      retries: 2,
      onSuccess: OnSuccess.Destination,
    });
  });

  scenario('is not changed if others have configured it, unless it is adopted', async ({ account }) => {
    const project = await account.project(
      resize.replace(", on_failure: { queue: 'resize-${STAGE}-failed' }", '').replace(', max_age: 3600', ''),
    );
    expectSuccess(await project.apply('dev'));
    await account.asOthers((aws) =>
      aws.client(LambdaClient).send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: 'resize-dev',
          Qualifier: 'live',
          MaximumRetryAttempts: 1,
        }),
      ),
    );
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit('create_bucket: true', 'create_bucket: true, retries: 0');
    expectRefusal(await project.apply('dev'), /asynchronous configuration resize-dev:live already exists.*--adopt/);
    expectSuccess(await project.apply('dev', { args: ['--adopt'] }));
    expect(await asynchronousOf(account, 'resize-dev', 'live')).toMatchObject({ retries: 0 });
  });
});

const shop = `project: shop
image: { repo: shop }
lambda: { on_failure: { queue: 'shop-\${STAGE}-failed' } }
functions:
  resize: { handler: src/resize.handler }
  mail: { handler: src/mail.handler }
`;

describe('a queue for what failed for good', () => {
  scenario('belongs to the stage, whose functions share it, and keeps its messages', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('prod'));
    expectSuccess(await project.apply('dev'));
    const { tags } = (await account.read()).get('queue eu-west-1 shop-dev-failed') ?? {};
    expect(tags).toEqual({ 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': '@project' });
    for (const name of ['resize', 'mail']) {
      expect(await asynchronousOf(account, `shop-dev-${name}`)).toMatchObject({
        onFailure: `arn:aws:sqs:eu-west-1:${account.id}:shop-dev-failed`,
      });
    }
    await account.asOthers(async (aws) => {
      const sqs = aws.client(SQSClient);
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'shop-dev-failed' }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    });
    expectSuccess(await project.teardown('dev', { args: ['--function', 'mail'] }));
    expect(await account.ids(/shop-dev-(failed|mail)/)).toEqual(['queue eu-west-1 shop-dev-failed']);
    const { stdout } = await project.teardown('dev');
    expect(stdout).toContain('= queue shop-dev-failed: it stays, because it has 1 message (1 visible)');
    expect(await account.ids(/shop-dev/)).toEqual(['queue eu-west-1 shop-dev-failed']);
    expect(await account.ids(/queue .*shop-prod/)).toEqual(['queue eu-west-1 shop-prod-failed']);
    expectSuccess(await project.teardown('dev', { args: ['--delete-messages', 'shop-dev-failed'] }));
    expect(await account.ids(/shop-dev/)).toEqual([]);
  });
});

describe('a queue for what failed for good that is no longer configured', () => {
  scenario('stays as long as a statement of others lets something send to it', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('dev'));
    await account.asOthers((aws) => addQueueStatement(aws, 'shop-dev-failed', 'theirs'));
    await project.edit("lambda: { on_failure: { queue: 'shop-${STAGE}-failed' } }", 'lambda: {}');
    const pruned = await project.prune('dev');
    expectSuccess(pruned);
    expect(pruned.stdout).toContain('the statement theirs of its policy, which this project did not add');
    expect(await account.ids(/^queue eu/)).toEqual(['queue eu-west-1 shop-dev-failed']);
  });

  scenario('stays as long as functions of others send to it', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('dev'));
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'theirs');
      const Destination = `arn:aws:sqs:eu-west-1:${account.id}:shop-dev-failed`;
      const DestinationConfig = { OnFailure: { Destination } };
      const put = new PutFunctionEventInvokeConfigCommand({ FunctionName: 'theirs', DestinationConfig });
      await aws.client(LambdaClient).send(put);
    });
    await project.edit("lambda: { on_failure: { queue: 'shop-${STAGE}-failed' } }", 'lambda: {}');
    const pruned = await project.prune('dev');
    expectSuccess(pruned);
    expect(pruned.stdout).toContain('it is in use by function theirs, which sends failed events to it');
    expect(await account.ids(/^queue eu/)).toEqual(['queue eu-west-1 shop-dev-failed']);
  });
});

describe('lambda-configuration', () => {
  scenario('applies the configuration for asynchronous invocations, with what the role needs', async ({ account }) => {
    const project = await account.project(resize.replace(", on_failure: { queue: 'resize-${STAGE}-failed' }", ''));
    expectSuccess(await project.apply('dev'));
    await project.edit('max_age: 3600', 'max_age: 1800, retries: 1');
    expectSuccess(await project.run('dev', 'lambda-configuration'));
    expect(await asynchronousOf(account, 'resize-dev', 'live')).toMatchObject({ maxAge: 1800, retries: 1 });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit('max_age: 1800', `max_age: 1800, on_failure: 'arn:aws:sqs:eu-west-1:${account.id}:theirs'`);
    const changed = await project.run('dev', 'lambda-configuration');
    expectSuccess(changed);
    expect(changed.changes.indexOf('PutRolePolicy')).toBeGreaterThan(-1);
    expect(changed.changes.indexOf('PutRolePolicy')).toBeLessThan(
      changed.changes.indexOf('PutFunctionEventInvokeConfig'),
    );
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit(/max_age: 1800.*retries: 1/, 'suffix: .jpg');
    expectSuccess(await project.run('dev', 'lambda-configuration'));
    expect(await asynchronousOf(account, 'resize-dev', 'live')).toBe('ResourceNotFoundException');
  });

  scenario('refuses a queue for failed events that does not exist yet', async ({ account }) => {
    const project = await account.project(resize.replace(", on_failure: { queue: 'resize-${STAGE}-failed' }", ''));
    expectSuccess(await project.apply('dev'));
    await project.edit('max_age: 3600', "max_age: 3600, on_failure: { queue: 'resize-${STAGE}-failed' }");
    expectRefusal(
      await project.run('dev', 'lambda-configuration'),
      'the queue resize-dev-failed, which gets failed events, does not exist yet: create it with alr-builder apply',
    );
  });
});

describe('records of a stream that failed for good', () => {
  scenario('have a destination and a maximum age', async ({ account }) => {
    const { kinesisStream } = await account.asOthers((aws) => createForeignResources(aws, 'with-failures'));
    const project = await account.project(`project: clicks
image: { handler: app.handler }
lambda: { name: clicks }
role: { name: clicks }
trigger: { type: kinesis, stream: { arn: '${kinesisStream}' }, on_failure: { queue: lost }, max_age: 3600, retries: 5 }
`);
    expectSuccess(await project.apply('dev'));
    const mappings = () =>
      account.asOthers((aws) =>
        aws.client(LambdaClient).send(new ListEventSourceMappingsCommand({ FunctionName: 'clicks' })),
      );
    const { EventSourceMappings: [mapping] = [] } = await mappings();
    expect(mapping).toMatchObject({
      MaximumRetryAttempts: 5,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${account.id}:lost` } },
    });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });
});
