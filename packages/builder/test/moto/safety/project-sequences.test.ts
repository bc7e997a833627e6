import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { accountWhere } from '../account/account-changes.ts';
import type { Account } from '../account/entry.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import { TeamAccount } from '../team/team-account.ts';

const triggers = [
  '{ type: sqs, queue: { partial_batch_response: true } }',
  '{ type: eventbridge, enabled: false }',
  '{ type: url }',
  "{ type: http-api, routes: ['GET /NAME', 'ANY /NAME/{path+}'] }",
];

/** A function of the project, as its developers have it at a moment. */
const someFunction = fc.record({
  name: fc.constantFrom('orders', 'api', 'mail'),
  triggers: fc.subarray(triggers),
  memory: fc.constantFrom(128, 256),
});

/** One step of a sequence: a user changes the configuration, and runs a command for one stage or one function of it. */
const step = fc.record({
  functions: fc.uniqueArray(someFunction, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
  stage: fc.constantFrom('dev', 'prod'),
  command: fc.oneof(
    { weight: 4, arbitrary: fc.constant('apply' as const) },
    { weight: 2, arbitrary: fc.constant('prune' as const) },
    { weight: 1, arbitrary: fc.constant('teardown' as const) },
  ),
  isLimited: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function yamlOf({ functions }: Step): string {
  const lines = functions.map(
    ({ name, triggers: list, memory }) =>
      `  ${name}: { handler: app.handler, memory: ${memory}, triggers: [${list.join(', ').replaceAll('NAME', name)}] }\n`,
  );
  return `project: shop\nfunctions:\n${lines.join('')}`;
}

/** What belongs to a function of a stage, judging by its tags and the names that contain it. */
function partOf(account: Account, stage: string, name?: string): Account {
  const prefix = `shop-${stage}-${name ?? ''}`;
  return accountWhere(account, ({ id }) => id.includes(prefix) && !/^(repository|image) /.test(id));
}

describe('any sequence of commands for functions of one project', () => {
  scenario('touches only the stage and the functions that it is for', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
        await using account = await TeamAccount.open();
        const project = await account.project('');
        for (const each of steps) {
          await project.write(yamlOf(each));
          const before = await account.read();
          const [first] = each.functions;
          const limit = each.isLimited && first !== undefined ? first.name : undefined;
          const outcome = await project[each.command](each.stage, {
            args: limit === undefined ? [] : ['--function', limit],
          });
          expectSuccess(outcome);
          const after = await account.read();
          const other = each.stage === 'dev' ? 'prod' : 'dev';
          expect(partOf(after, other)).toEqual(partOf(before, other));
          for (const name of ['orders', 'api', 'mail'].filter((one) => limit !== undefined && one !== limit)) {
            expect(partOf(after, each.stage, name)).toEqual(partOf(before, each.stage, name));
          }
          if (each.command === 'teardown') continue;
          const { code, stdout } = await project.plan(each.stage, {
            args: ['--check', ...(limit === undefined ? [] : ['--function', limit])],
          });
          expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
        }
        for (const stage of ['dev', 'prod']) expectSuccess(await project.teardown(stage));
        expect(await account.idsOfProjects()).toEqual([]);
      }),
      // Each run takes seconds: shrinking a failure would take minutes. The seed in the message repeats it.
      { numRuns: Number(process.env.ALR_SEQUENCES ?? 2), endOnFailure: process.env.ALR_SHRINK === undefined },
    );
  });
});

describe('a name that is written out in a function', () => {
  scenario('is refused at the second stage, with the key as the user wrote it', async ({ account }) => {
    const triggersOf = '[{ type: url }, { type: sqs, queue: { name: jobs } }]';
    const project = await account.project(
      `project: shop\nfunctions:\n  orders: { handler: app, triggers: ${triggersOf} }\n`,
    );
    expectSuccess(await project.apply('dev'));
    const before = await account.read();
    expectRefusal(
      await project.apply('prod'),
      'queue jobs belongs to shop/dev/orders, not to shop/prod/orders: write ${STAGE} in functions.orders.triggers[1].queue.name',
    );
    expect(await account.read()).toEqual(before);
  });
});
