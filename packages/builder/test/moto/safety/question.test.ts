import { describe, expect } from 'vitest';
import { putMessages } from '../team/messages.ts';
import { expectNoTrespass, scenario } from '../team/scenario.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: ${trigger}
`;
const JOBS = "{ type: sqs, queue: { name: 'jobs-${STAGE}' } }";
const FILTERED = JOBS.replace(/ }$/, ', filter: { body: { kind: [order] } } }');
const yes = (question: string) => ({ question, keys: 'y' });
const no = (question: string) => ({ question, keys: 'n' });

describe('the question on a terminal', () => {
  scenario('of apply --prune names what would be lost, and nothing changes without a yes', async ({ account }) => {
    const shop = await account.project(yaml(JOBS));
    await shop.apply('dev');
    await account.asOthers((aws) => putMessages(aws, 'jobs-dev-dlq', { visible: 2, delayed: 1 }));
    await shop.write(yaml('{ type: none }'));
    const before = await account.read();
    const args = ['--prune', '--delete-messages', 'jobs-dev-dlq'];
    const declined = await shop.apply('dev', { args, answer: no('Delete queue') });
    expect(declined.stdout).toMatch(
      /Delete queue jobs-dev, queue jobs-dev-dlq with 3 messages \(2 visible, 1 delayed\)\?/,
    );
    expect(declined).toMatchObject({ code: 1, changes: [] });
    expect(declined.stdout).toContain('nothing was changed');
    expect(await account.read()).toEqual(before);
    const agreed = await shop.apply('dev', { args, answer: yes('Delete queue') });
    expectNoTrespass(agreed);
    expect(agreed.code).toBe(0);
    expect(await account.ids(/^queue/)).toEqual([]);
  });

  scenario('of a teardown follows the list of what goes and what stays', async ({ account }) => {
    const shop = await account.project(yaml(JOBS));
    await shop.apply('dev');
    await account.asOthers((aws) => putMessages(aws, 'jobs-dev', { inFlight: 1 }));
    const before = await account.read();
    const args: string[] = [];
    const declined = await shop.run('dev', 'teardown', { args, answer: no('Delete these') });
    expect(declined.stdout).toMatch(
      /= queue jobs-dev: it stays, because it has 1 message \(1 in flight\).*- function orders-dev.*5 to remove, 2 to keep: shop\/dev.*Delete these 5 resources\?/s,
    );
    expect(declined).toMatchObject({ code: 1, changes: [] });
    expect(declined.stdout).toContain('nothing was removed');
    expect(await account.read()).toEqual(before);
    expect(await shop.run('dev', 'teardown', { args, answer: yes('Delete these') })).toMatchObject({ code: 0 });
    expect(await account.ids(/^(function|queue) /)).toEqual([
      'queue eu-west-1 jobs-dev',
      'queue eu-west-1 jobs-dev-dlq',
    ]);
  });

  scenario('of apply names the messages that a new filter deletes', async ({ account }) => {
    const shop = await account.project(yaml(JOBS));
    await shop.apply('dev');
    const before = await account.read();
    await shop.write(yaml(FILTERED));
    const plan = await shop.plan('dev');
    expect(plan.stdout).toContain('Lambda deletes the messages of queue jobs-dev that match no filter');
    const declined = await shop.apply('dev', { answer: no('Delete the messages') });
    expect(declined.stdout).toContain('Delete the messages of queue jobs-dev that match no filter?');
    expect(declined).toMatchObject({ code: 1, changes: [] });
    expect(await account.read()).toEqual(before);
    expect(await shop.apply('dev', { args: ['--yes'] })).toMatchObject({ code: 0 });
  });

  scenario('that is interrupted with Ctrl-C counts as a no', async ({ account }) => {
    const shop = await account.project(yaml('{ type: none }'));
    await shop.apply('dev');
    const before = await account.read();
    const { code, changes } = await shop.run('dev', 'teardown', {
      answer: { question: 'Delete these', keys: '\u0003' },
    });
    expect(code).not.toBe(0);
    expect(changes).toEqual([]);
    expect(await account.read()).toEqual(before);
  });
});
