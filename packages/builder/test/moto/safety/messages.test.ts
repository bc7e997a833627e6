import { describe, expect } from 'vitest';
import { countMessages, type MessageCounts, putMessages } from '../team/messages.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const yaml = (queue: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: { type: sqs, queue: { name: '${queue}-\${STAGE}' } }
`;
const WITHOUT_TRIGGER = yaml('jobs').replace(/trigger: .*/, 'trigger: { type: none }');

const contents: readonly { readonly what: string; readonly queue: string; readonly counts: MessageCounts }[] = [
  { what: 'waiting messages', queue: 'jobs-dev', counts: { visible: 2 } },
  { what: 'messages in flight', queue: 'jobs-dev', counts: { inFlight: 2 } },
  { what: 'delayed messages', queue: 'jobs-dev', counts: { delayed: 2 } },
  { what: 'dead letters', queue: 'jobs-dev-dlq', counts: { visible: 2 } },
  { what: 'dead letters in flight', queue: 'jobs-dev-dlq', counts: { inFlight: 1 } },
];

const put = (account: TeamAccount, queue: string, counts: MessageCounts) =>
  account.asOthers((aws) => putMessages(aws, queue, counts));
const count = (account: TeamAccount, queue: string) => account.asOthers((aws) => countMessages(aws, queue));
const queues = (account: TeamAccount) => account.ids(/^queue \S+ \S+$/);

describe('a queue with messages', () => {
  scenario.for(contents)('stays when it is renamed and pruned: $what', async ({ queue, counts }, { account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await put(account, queue, counts);
    await shop.write(yaml('tasks'));
    expectSuccess(await shop.apply('dev'));
    const pruned = await shop.prune('dev');
    expect(pruned.trespasses).toEqual([]);
    expect(await queues(account)).toContain(`queue eu-west-1 ${queue}`);
    expect(await count(account, queue)).toMatchObject(counts);
    expect(pruned.stdout + pruned.stderr).toContain(queue);
  });

  scenario.for(contents.slice(1, 4))('stays at a teardown: $what', async ({ queue, counts }, { account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await put(account, queue, counts);
    const { stdout, stderr } = await shop.teardown('dev');
    // The dead-letter queue of a queue that stays is in use.
    expect(await queues(account)).toContain(`queue eu-west-1 ${queue}`);
    if (queue.endsWith('-dlq')) expect(await queues(account)).toHaveLength(1);
    expect(await count(account, queue)).toMatchObject(counts);
    expect(stdout + stderr).toMatch(/[12] /);
  });

  scenario('is deleted only if --delete-messages names it', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await put(account, 'jobs-dev', { visible: 1, inFlight: 1, delayed: 1 });
    await put(account, 'jobs-dev-dlq', { visible: 1 });
    await shop.teardown('dev', { args: ['--delete-messages', 'jobs-dev'] });
    expect(await queues(account)).toEqual(['queue eu-west-1 jobs-dev-dlq']);
    await shop.teardown('dev', { args: ['--delete-messages', 'jobs-dev-dlq'] });
    expect(await queues(account)).toEqual([]);
  });

  scenario('is not deleted by --delete-messages without --prune, which is said', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    const { code, stderr, calls } = await shop.apply('dev', { args: ['--delete-messages', 'jobs-dev'] });
    expect({ code, calls }).toEqual({ code: 2, calls: [] });
    expect(stderr).toContain('add --prune');
  });

  scenario('is never deleted by apply alone, even if it is empty', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await shop.write(WITHOUT_TRIGGER);
    const { stdout } = await shop.apply('dev');
    expect(await queues(account)).toEqual(['queue eu-west-1 jobs-dev', 'queue eu-west-1 jobs-dev-dlq']);
    expect(await account.ids(/^mapping/)).toEqual([]);
    expect(stdout).toContain('no longer used');
    await shop.prune('dev');
    expect(await queues(account)).toEqual([]);
  });

  scenario('stays if the messages arrive after the plan', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    let hasArrived = false;
    await shop.teardown('dev', {
      interfere: async ({ operation }) => {
        if (hasArrived || operation !== 'DeleteEventSourceMapping') return undefined;
        hasArrived = true;
        await put(account, 'jobs-dev-dlq', { visible: 1 });
        return undefined;
      },
    });
    expect(await queues(account)).toContain('queue eu-west-1 jobs-dev-dlq');
  });

  scenario('shows its counts in the plan, and in the plan as JSON', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await put(account, 'jobs-dev', { visible: 3, inFlight: 2, delayed: 4 });
    await shop.write(WITHOUT_TRIGGER);
    const { stdout } = await shop.plan('dev');
    expect(stdout).toMatch(/jobs-dev.*\b3\b.*\b2\b.*\b4\b/s);
    const { stdout: json } = await shop.plan('dev', { args: ['--json'] });
    expect(json).toMatch(/jobs-dev/);
    expect(JSON.stringify(JSON.parse(json))).toMatch(
      /"messages":\{[^}]*3[^}]*2[^}]*4|"visible":3.*"inFlight":2.*"delayed":4/,
    );
  });

  scenario('asks before it is deleted', async ({ account }) => {
    const shop = await account.project(yaml('jobs'));
    await shop.apply('dev');
    await shop.write(WITHOUT_TRIGGER);
    const before = await account.read();
    // There is no terminal to ask on.
    expect(await shop.apply('dev', { args: ['--prune'] })).toMatchObject({ code: 2 });
    expect([...(await account.read()).keys()].filter((id) => id.startsWith('queue'))).toEqual(
      [...before.keys()].filter((id) => id.startsWith('queue')),
    );
  });
});
