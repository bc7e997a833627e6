import { GetScheduleCommand, ListScheduleGroupsCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const rule = (name: string, dlq = 'lost-${STAGE}') =>
  `{ type: eventbridge, name: ${name}, pattern: { source: [my.shop] }, dlq: '${dlq}' }`;
const schedule = (name: string) => `{ type: scheduler, name: ${name}, dlq: 'lost-\${STAGE}' }`;

/** A project with these triggers of its functions. */
function shop(functions: Readonly<Record<string, readonly string[]>>, lambda = '{ alias: live }'): string {
  const list = Object.entries(functions).map(
    ([name, triggers]) => `  ${name}: { handler: app.${name}, triggers: [${triggers.join(', ')}] }\n`,
  );
  return `project: shop\nlambda: ${lambda}\nfunctions:\n${list.join('')}`;
}

/** The names of the functions whose rules may send to the queue. */
async function sendersTo(account: TeamAccount, QueueName: string): Promise<string[]> {
  const policy = await account.asOthers(async (aws) => {
    const sqs = aws.client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes?.Policy;
  });
  const { Statement = [] } = policy ? (JSON.parse(policy) as { Statement?: { Sid: string }[] }) : {};
  return Statement.map(({ Sid }) => /^alr-shop-[a-z]+-([a-z]+)-/.exec(Sid)?.[1] ?? Sid).sort();
}

/** The ARN of the dead-letter queue of a function's schedule. */
function deadLettersOf(account: TeamAccount, Name: string): Promise<string | undefined> {
  return account.asOthers(async (aws) => {
    const scheduler = aws.client(SchedulerClient);
    const { ScheduleGroups = [] } = await scheduler.send(new ListScheduleGroupsCommand({}));
    for (const { Name: GroupName } of ScheduleGroups) {
      const found = await scheduler.send(new GetScheduleCommand({ Name, GroupName })).catch(() => undefined);
      if (found !== undefined) return found.Target?.DeadLetterConfig?.Arn;
    }
    return undefined;
  });
}

describe('the queue for what EventBridge cannot hand over', () => {
  scenario('belongs to the stage, and stays when triggers move to another function', async ({ account }) => {
    const project = await account.project(shop({ api: [rule('paid'), schedule('daily')], mail: [] }));
    expectSuccess(await project.apply('prod'));
    const { tags } = (await account.read()).get('queue eu-west-1 lost-prod') ?? {};
    expect(tags).toEqual({ 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': '@project' });
    expect(await sendersTo(account, 'lost-prod')).toEqual(['api']);

    await project.write(shop({ api: [], mail: [rule('paid'), schedule('daily')] }));
    expectSuccess(await project.withKills('prod', 'apply'));
    expect(await sendersTo(account, 'lost-prod')).toEqual(['mail']);
    expect(await deadLettersOf(account, 'shop-prod-mail-daily')).toMatch(/:lost-prod$/);
    expectSuccess(await project.plan('prod', { args: ['--check'] }));

    expectSuccess(await project.teardown('prod'));
    expect(await account.idsOfProjects()).toEqual([]);
  });

  scenario(
    'is shared by functions, and loses the statement of the one that no longer sends to it',
    async ({ account }) => {
      const project = await account.project(
        shop({ api: [rule('paid'), rule('billed')], mail: [rule('sent'), schedule('daily')] }),
      );
      expectSuccess(await project.apply('dev'));
      expectSuccess(await project.plan('dev', { args: ['--check'] }));
      expect(await sendersTo(account, 'lost-dev')).toEqual(['api', 'api', 'mail']);

      await project.write(shop({ api: [rule('paid')], mail: [rule('sent'), schedule('daily')] }));
      expectSuccess(await project.prune('dev'));
      expect(await sendersTo(account, 'lost-dev')).toEqual(['api', 'mail']);

      // The other functions still need the queue.
      expectSuccess(await project.teardown('dev', { args: ['--function', 'api'] }));
      expect(await sendersTo(account, 'lost-dev')).toEqual(['mail']);
      expectSuccess(await project.apply('dev', { args: ['--function', 'api'] }));
      expect(await sendersTo(account, 'lost-dev')).toEqual(['api', 'mail']);

      await project.write(shop({ api: [rule('paid')] }));
      expectSuccess(await project.prune('dev'));
      expect(await sendersTo(account, 'lost-dev')).toEqual(['api']);
      expect(await account.ids(/mail|daily/)).toEqual([]);

      expectSuccess(await project.teardown('dev'));
      expect(await account.idsOfProjects()).toEqual([]);
    },
  );

  scenario('stays while a function or a schedule that is no longer configured sends to it', async ({ account }) => {
    const project = await account.project(shop({ api: [rule('paid')], mail: [schedule('daily')], web: [] }));
    expectSuccess(await project.apply('dev'));
    await project.write(shop({ web: [] }));
    const pruned = await project.prune('dev', { args: ['--function', 'web'] });
    expectSuccess(pruned);
    expect(pruned.stdout).toMatch(/queue lost-dev: .*it is in use by .*rule shop-dev-api-paid/);
    expect(pruned.stdout).toMatch(/queue lost-dev: .*it is in use by .*schedule shop-dev-mail-daily/);
    expect(await account.ids(/^queue eu.*lost-dev$/)).toEqual(['queue eu-west-1 lost-dev']);

    // The functions and their triggers go in the same run.
    expectSuccess(await project.prune('dev'));
    expect(await account.ids(/lost-dev/)).toEqual([]);
    expectSuccess(await project.teardown('dev'));
    expect(await account.idsOfProjects()).toEqual([]);
  });

  scenario('goes with --prune when its triggers no longer name it', async ({ account }) => {
    const project = await account.project(shop({ api: [rule('paid')], mail: [schedule('daily')] }));
    expectSuccess(await project.apply('dev'));
    await project.write(shop({ api: [rule('paid', 'gone-${STAGE}')], mail: [] }));
    const applied = await project.apply('dev');
    expectSuccess(applied);
    expect(applied.stderr + applied.stdout).toContain('queue lost-dev');
    expect(await sendersTo(account, 'lost-dev')).toEqual([]);
    expect(await sendersTo(account, 'gone-dev')).toEqual(['api']);
    expectSuccess(await project.prune('dev'));
    expect(await account.ids(/^queue eu.*(lost|gone)-dev$/)).toEqual(['queue eu-west-1 gone-dev']);
  });

  scenario('can be the queue of on_failure, and be read by another function', async ({ account }) => {
    const reader = "{ type: sqs, queue: { name: 'lost-${STAGE}', existing: true } }";
    const lambda = "{ on_failure: { queue: 'lost-${STAGE}' } }";
    const project = await account.project(shop({ api: [rule('paid')], mail: [reader] }, lambda));
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect(await account.ids(/^queue eu/)).toEqual(['queue eu-west-1 lost-dev']);

    // The function no longer reads the queue, which is still wanted.
    await project.write(shop({ api: [rule('paid')], mail: [] }, lambda));
    const pruned = await project.prune('dev');
    expectSuccess(pruned);
    expect(pruned.stdout).not.toContain('queue lost-dev');
    expect(await sendersTo(account, 'lost-dev')).toEqual(['api']);
    expectSuccess(await project.teardown('dev'));
    expect(await account.idsOfProjects()).toEqual([]);
  });

  scenario('of another stage or project is refused with the key that the user wrote', async ({ account }) => {
    const fixed = (lambda?: string) => shop({ api: ['{ type: sqs }', rule('paid', 'lost')], mail: [] }, lambda);
    const project = await account.project(fixed());
    expectSuccess(await project.apply('prod'));
    const refused = await project.apply('dev');
    expectRefusal(refused, 'error: queue lost belongs to shop/prod, not to shop/dev');
    expect(refused.stderr).toContain('write ${STAGE} in functions.api.triggers[1].dlq, or write its ARN');
    // The other function does not name the queue.
    expect(refused.stderr).not.toContain('mail');
    await project.write(shop({ api: [], mail: [] }, '{ on_failure: { queue: lost } }'));
    expectRefusal(
      await project.apply('dev'),
      'write ${STAGE} in lambda.on_failure.queue, or set lambda.on_failure.arn',
    );
  });
});
