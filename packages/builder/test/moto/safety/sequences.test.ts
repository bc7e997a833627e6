import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';
import { TeamAccount } from '../team/team-account.ts';
import type { TeamProject } from '../team/team-project.ts';

const regions = ['eu-west-1', 'us-east-1'] as const;
const triggers = [
  '{ type: none }',
  '{ type: url, auth_type: NONE }',
  "{ type: sqs, queue: { name: 'PROJECT-QUEUE-${STAGE}', partial_batch_response: true } }",
  "{ type: sns-sqs, topic_name: 'PROJECT-${STAGE}', queue: { name: 'PROJECT-QUEUE-${STAGE}' } }",
  "{ type: sns, topic_name: 'PROJECT-${STAGE}' }",
  "{ type: eventbridge, rule_name: 'PROJECT-${STAGE}' }",
] as const;

/** One step of a sequence: a user changes the configuration of a project and runs a command for one of its stages. */
const step = fc.record({
  project: fc.constantFrom('shop', 'shop-dev'),
  stage: fc.constantFrom('dev', 'prod'),
  region: fc.constantFrom(...regions),
  command: fc.oneof(
    { weight: 5, arbitrary: fc.constant('apply' as const) },
    { weight: 2, arbitrary: fc.constant('prune' as const) },
    { weight: 2, arbitrary: fc.constant('teardown' as const) },
    { weight: 1, arbitrary: fc.constantFrom('lambda-configuration' as const, 'rollback' as const) },
  ),
  trigger: fc.constantFrom(...triggers),
  queue: fc.constantFrom('jobs', 'tasks'),
  name: fc.constantFrom('orders', 'billing'),
  memory: fc.constantFrom(128, 256),
  alias: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The names contain everything that the identity does, because a written name without the stage is an error. */
function yamlOf({ project, trigger, queue, name, memory, alias, region }: Step): string {
  const full = `${project}-${name}-\${STAGE}`;
  return `project: ${project}
image: { repo: ${project}, handler: app.handler }
lambda: { name: '${full}', memory: ${memory}${alias ? ', alias: live' : ''} }
role: { name: '${full}-${region}' }
trigger: ${trigger.replaceAll('PROJECT', project).replaceAll('QUEUE', queue)}
`;
}

/** What is never allowed, whoever did what. */
async function brokenPromises(account: TeamAccount): Promise<string[]> {
  const all = await account.read();
  return [...all.values()].flatMap(({ id, content }) => {
    const { Role, EventSourceArn } = content as { Role?: string; EventSourceArn?: string };
    if (id.startsWith('function ') && Role !== undefined && !all.has(`role global ${Role.split('/').at(-1)}`)) {
      return [`${id} has no role`];
    }
    if (id.startsWith('mapping ') && EventSourceArn?.includes(':sqs:')) {
      const [, , , region, , name] = EventSourceArn.split(':');
      return all.has(`queue ${region} ${name}`) ? [] : [`${id} has no queue`];
    }
    return [];
  });
}

async function run(project: TeamProject, { stage, command }: Step) {
  if (command === 'apply') return project.apply(stage);
  if (command === 'prune') return project.prune(stage);
  if (command === 'teardown') return project.teardown(stage);
  return project.run(stage, command);
}

describe('any sequence of commands', () => {
  scenario(
    'on two stages of two projects in two regions touches only what it is for',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 7 }), async (steps) => {
          await using account = await TeamAccount.open({ regions });
          const projects = new Map<string, TeamProject>();
          for (const each of steps) {
            const key = `${each.project} ${each.region}`;
            const project = projects.get(key) ?? (await account.project('', { region: each.region }));
            projects.set(key, project);
            await project.write(yamlOf(each));
            const outcome = await run(project, each);
            if (each.command === 'apply') expectSuccess(outcome);
            else expectNoTrespass(outcome);
            expect(await brokenPromises(account)).toEqual([]);
            if (each.command === 'apply') {
              // What was applied is complete, also after everything that happened before.
              const { code, stdout } = await project.plan(each.stage, { args: ['--check'] });
              expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
            }
          }
        }),
        // Each run takes seconds: shrinking a failure would take minutes. The seed in the message repeats it.
        { numRuns: Number(process.env.ALR_SEQUENCES ?? 4), endOnFailure: process.env.ALR_SHRINK === undefined },
      );
    },
  );

  scenario('of a deployment and a teardown leaves the account empty', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
        await using account = await TeamAccount.open();
        const project = await account.project('');
        const mine = steps.map((each): Step => ({ ...each, project: 'shop', stage: 'dev', region: 'eu-west-1' }));
        for (const each of mine) {
          await project.write(yamlOf(each));
          expectSuccess(await project.apply('dev'));
        }
        expectSuccess(await project.teardown('dev'));
        expect(await account.idsOfProjects()).toEqual([]);
      }),
      { numRuns: Number(process.env.ALR_SEQUENCES ?? 3), endOnFailure: process.env.ALR_SHRINK === undefined },
    );
  });
});
