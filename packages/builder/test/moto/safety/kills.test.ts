import { describe, expect } from 'vitest';
import { countMessages, putMessages } from '../team/messages.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string, alias = ', alias: live') => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}'${alias} }
role: { name: 'orders-\${STAGE}' }
trigger: ${trigger}
`;
const QUEUE = "queue: { name: 'jobs-${STAGE}', partial_batch_response: true }";

describe('a command that is killed after each of its changes', () => {
  scenario.for([
    { what: 'sns-sqs', trigger: `{ type: sns-sqs, topic_name: 'news-\${STAGE}', ${QUEUE} }` },
    { what: 'url', trigger: '{ type: url, auth_type: NONE }' },
    { what: 'http-api', trigger: '{ type: http-api, cors: { allow_origins: "*" } }' },
  ])('converges, touches nothing else, and leaves nothing: $what', async ({ trigger }, { account }) => {
    const shop = await account.project(yaml(trigger));
    expectSuccess(await shop.apply('prod'));
    const before = await account.read();

    const created = await shop.withKills('dev', 'apply');
    expectSuccess(created);
    expect(created.kills).toBeGreaterThan(5);
    expectSuccess(await shop.plan('dev', { args: ['--check'] }));

    const args = ['--yes'];
    expectSuccess(await shop.withKills('dev', 'lambda-teardown', { args }));
    expect(await account.read()).toEqual(before);
  });

  scenario('converges when the trigger changes, and pruning leaves nothing', async ({ account }) => {
    const shop = await account.project(yaml(`{ type: sqs, ${QUEUE} }`));
    await shop.apply('prod');
    await shop.apply('dev');
    await shop.write(yaml("{ type: sns, topic_name: 'news-${STAGE}' }"));
    expectSuccess(await shop.withKills('dev', 'apply'));
    expectSuccess(await shop.withKills('dev', 'apply', { args: ['--prune', '--yes'] }));
    expect(await account.ids(/jobs-dev/)).toEqual([]);
    expectSuccess(await shop.plan('dev', { args: ['--check'] }));
    expect(await account.ids(/jobs-prod/)).not.toEqual([]);
  });

  scenario('never loses a message on the way', async ({ account }) => {
    const shop = await account.project(yaml(`{ type: sqs, ${QUEUE} }`));
    await shop.apply('dev');
    await account.asOthers((aws) => putMessages(aws, 'jobs-dev-dlq', { visible: 1, inFlight: 1 }));
    await shop.withKills('dev', 'lambda-teardown', { args: ['--yes'] });
    expect(await account.ids(/^queue /)).toEqual(['queue eu-west-1 jobs-dev-dlq']);
    expect(await account.asOthers((aws) => countMessages(aws, 'jobs-dev-dlq'))).toMatchObject({
      visible: 1,
      inFlight: 1,
    });
  });

  scenario('continues in a new process after SIGKILL', async ({ account }) => {
    const shop = await account.project(yaml(`{ type: sqs, ${QUEUE} }`));
    const killed = await shop.apply('dev', {
      process: true,
      killAfter: ({ operation }) => operation === 'CreateFunction',
    });
    expect(killed).toMatchObject({ wasKilled: true, code: 137 });
    expectSuccess(await shop.apply('dev', { process: true }));
    expectSuccess(await shop.plan('dev', { args: ['--check'] }));
  });
});
